package dev.tocsin.realtime;

import java.time.Duration;
import java.util.regex.Pattern;

/** When each side of a connection has to let hear from itself (STOMP 1.2, "Heart-beating"). */
final class HeartBeat {

    /** Networks and schedulers are late at times: so many beats may be missed. */
    private static final int PATIENCE = 3;

    private static final Pattern TWO_NUMBERS = Pattern.compile("\\d{1,9},\\d{1,9}");

    /** What the server can do, and what it would like to get: nothing if it is zero. */
    private final Duration offered;

    private volatile long sendNanos;
    private volatile long expectNanos;

    HeartBeat(Duration offered) {
        this.offered = offered;
    }

    /**
     * Takes the client's header.
     *
     * @throws ProtocolException if it is not two numbers
     */
    void negotiate(String header) {
        if (!TWO_NUMBERS.matcher(header).matches()) {
            throw ProtocolException.malformed("heart-beat is two numbers of milliseconds");
        }
        int comma = header.indexOf(',');
        expectNanos = agreed(Long.parseLong(header.substring(0, comma)));
        sendNanos = agreed(Long.parseLong(header.substring(comma + 1)));
    }

    /** The server's own header. */
    String header() {
        return offered.toMillis() + "," + offered.toMillis();
    }

    private long agreed(long millis) {
        return millis == 0 || offered.isZero() ? 0 : Math.max(millis, offered.toMillis()) * 1_000_000;
    }

    /** Whether the server has to send something before it is asked again, {@code tick} later. All in nanoseconds. */
    boolean isDue(long now, long lastWrite, long tick) {
        return sendNanos > 0 && now + tick - lastWrite >= sendNanos;
    }

    /** Whether the client has been silent for so long that it must be gone. */
    boolean isLate(long now, long lastRead) {
        return expectNanos > 0 && now - lastRead > PATIENCE * expectNanos;
    }
}
