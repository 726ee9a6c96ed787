package dev.tocsin.realtime;

import java.util.Optional;

/** One subscription of one client at the broker. It stands still until it begins. */
interface Subscription {

    /** What the broker has to know of the client's side. */
    record Subscriber(String id, int serial, AckMode ack, Outbox outbox, boolean isResumable) {

        /** The command and the first headers of a MESSAGE, encoded. */
        String head(String messageId) {
            var head = new StringBuilder(64).append("MESSAGE\n");
            Frame.appendHeader(head, Command.MESSAGE, "subscription", id);
            return head.append("message-id:").append(messageId).append('\n').toString();
        }

        /** The same, with what the client has to say in its ACK. */
        String head(String messageId, long number) {
            return head(messageId) + "ack:" + serial + "-" + number + "\n";
        }
    }

    String destination();

    Subscriber subscriber();

    /** From where on it has been served; empty where nothing is kept. */
    Optional<Position> start();

    /** Whether messages behind its start are gone. */
    boolean isTrimmed();

    /** Messages flow from here on. */
    void begin();

    /**
     * The client has received what it was sent under this number, or says that it will not.
     *
     * @throws ProtocolException if nothing with this number waits to be acknowledged
     */
    void acknowledge(long number, boolean consumed);

    /** Whether what was sent under this number waits to be acknowledged. */
    boolean isWaiting(long number);

    /** The client has gone, and may come back: what comes meanwhile is kept. */
    void suspend();

    /** It is over. */
    void end();
}
