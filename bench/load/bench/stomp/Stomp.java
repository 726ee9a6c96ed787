package bench.stomp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The STOMP 1.2 frames that the clients send, and the number that a message carries at the start of its body. */
final class Stomp {

    /** So long is the body of every message, in octets. */
    static final int BODY = 128;

    private static final int DIGITS = 9;

    /** RabbitMQ wants credentials and knows these; the others do not ask. */
    static final byte[] CONNECT = octets(
            "CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\nheart-beat:0,0\n\n\0");

    static final byte[] DISCONNECT = octets("DISCONNECT\n\n\0");

    private Stomp() {}

    /** @param id none that the connection has had before */
    static byte[] subscribe(String destination, int id) {
        return octets("SUBSCRIBE\nid:" + id + "\ndestination:" + destination + "\nack:auto\n\n\0");
    }

    /** A message that has no number yet. */
    static byte[] send(String destination) {
        return send(destination, BODY);
    }

    /** The same with a longer body: the number is where it is in the others, as seen from the end. */
    static byte[] send(String destination, int body) {
        return octets("SEND\ndestination:" + destination + "\ncontent-type:text/plain\n\n" + "x".repeat(body - BODY)
                + "0".repeat(DIGITS) + "x".repeat(BODY - DIGITS) + "\0");
    }

    static byte[] numbered(byte[] send, int number) {
        int at = send.length - 1 - BODY + DIGITS;
        for (int left = number, i = 1; i <= DIGITS; i++, left /= 10) {
            send[at - i] = (byte) ('0' + left % 10);
        }
        return send;
    }

    /** @param end where the frame has its NUL */
    static int number(ByteBuffer frame, int end) {
        int number = 0;
        for (int at = end - BODY; at < end - BODY + DIGITS; at++) {
            number = 10 * number + frame.get(at) - '0';
        }
        return number;
    }

    static byte[] octets(String frame) {
        return frame.getBytes(StandardCharsets.UTF_8);
    }
}
