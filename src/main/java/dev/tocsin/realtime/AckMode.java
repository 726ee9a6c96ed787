package dev.tocsin.realtime;

/** How the messages of a subscription are acknowledged (STOMP 1.2, "SUBSCRIBE ack Header"). */
enum AckMode {
    /** A message counts as received when it has been sent. */
    AUTO("auto"),
    /** An ACK or NACK is also one for all that the subscription got before. */
    CLIENT("client"),
    /** Each message has its own ACK or NACK. */
    CLIENT_INDIVIDUAL("client-individual");

    private final String header;

    AckMode(String header) {
        this.header = header;
    }

    /** @throws ProtocolException if there is no such mode */
    static AckMode of(String header) {
        for (var mode : values()) {
            if (mode.header.equals(header)) {
                return mode;
            }
        }
        throw ProtocolException.malformed("ack is auto, client or client-individual");
    }
}
