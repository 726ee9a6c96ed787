package dev.tocsin.realtime;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** How what is kept is written to a file and read again: numbers, and octets behind their number. */
final class Snapshot {

    private Snapshot() {}

    /** Writes one. */
    static final class Writer {
        private final DataOutputStream out;

        Writer(OutputStream out) {
            this.out = new DataOutputStream(out);
        }

        void number(long number) throws IOException {
            out.writeLong(number);
        }

        void octets(byte[] octets) throws IOException {
            out.writeInt(octets.length);
            out.write(octets);
        }

        void text(String text) throws IOException {
            octets(text.getBytes(StandardCharsets.UTF_8));
        }

        /** What has not gone on yet does. */
        void flush() throws IOException {
            out.flush();
        }
    }

    /** Reads one; it believes no length before so much is there. */
    static final class Reader {
        private final DataInputStream in;

        Reader(InputStream in) {
            this.in = new DataInputStream(in);
        }

        long number() throws IOException {
            return in.readLong();
        }

        byte[] octets() throws IOException {
            int length = in.readInt();
            if (length < 0) {
                throw new IOException("a length is negative");
            }
            var octets = in.readNBytes(length);
            if (octets.length < length) {
                throw new EOFException();
            }
            return octets;
        }

        String text() throws IOException {
            return new String(octets(), StandardCharsets.UTF_8);
        }
    }
}
