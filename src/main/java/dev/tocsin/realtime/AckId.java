package dev.tocsin.realtime;

/**
 * The header {@code ack} of a MESSAGE and {@code id} of its ACK.
 *
 * @param serial of the subscription in its session
 * @param number of the message in its subscription
 */
record AckId(int serial, long number) {

    /** @throws ProtocolException if it cannot be one */
    static AckId parse(String text) {
        int dash = text.indexOf('-');
        if (!text.matches("\\d{1,9}-\\d{1,18}")) {
            throw ProtocolException.notWaiting();
        }
        return new AckId(Integer.parseInt(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }
}
