package dev.tocsin.telemetry;

import java.util.Arrays;

/**
 * The labels of {@code app_connections_closed_total}: who closed the connection and with which close code (RFC 6455,
 * section 7.4.1). Codes outside this list count as {@code other}, so that a peer cannot invent series.
 */
public final class Closing {

    /** The side that began the close. */
    public enum Initiator {
        CLIENT,
        SERVER
    }

    static final int OTHER = 0;
    static final int[] CODES = {1000, 1001, 1002, 1003, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 3000, 3003, OTHER};

    private Closing() {}

    static int indexOf(int code) {
        int found = Arrays.binarySearch(CODES, 0, CODES.length - 1, code);
        return found < 0 ? CODES.length - 1 : found;
    }

    static String label(int code) {
        return code == OTHER ? "other" : Integer.toString(code);
    }
}
