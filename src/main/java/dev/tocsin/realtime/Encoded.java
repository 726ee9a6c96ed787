package dev.tocsin.realtime;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A frame as it goes over the wire: written once, and shared by all outboxes that it waits in. It counts against their
 * common budget once, while one of them holds it. With a body that is not UTF-8 it is a binary message, else text.
 */
final class Encoded implements Outbox.Item {

    /** Nothing to write. */
    static final Encoded NONE = new Encoded("", null, false);

    /** A heart-beat (STOMP 1.2, "Heart-beating"). */
    static final Encoded HEART_BEAT = new Encoded("\n", null, false);

    /** A ping of the WebSocket protocol. */
    static final Encoded PING = new Encoded("", null, false);

    private final String text;
    private final byte[] octets;
    private final boolean isMessage;
    private final AtomicInteger holders = new AtomicInteger();

    private Encoded(String text, byte[] octets, boolean isMessage) {
        this.text = text;
        this.octets = octets;
        this.isMessage = isMessage;
    }

    static Encoded message(String text) {
        return new Encoded(text, null, true);
    }

    static Encoded message(byte[] octets) {
        return new Encoded("", octets, true);
    }

    /** Any frame but a MESSAGE. */
    static Encoded of(Frame frame) {
        return of(frame.encode());
    }

    /** What is not counted, or is counted elsewhere. */
    static Encoded of(String text) {
        return new Encoded(text, null, false);
    }

    @Override
    public int messages() {
        return isMessage ? 1 : 0;
    }

    /** Whether it may share a WebSocket message with others. */
    boolean isJoinable() {
        return octets == null && !text.isEmpty();
    }

    void appendTo(StringBuilder joined) {
        joined.append(text);
    }

    /** @throws IOException from a ping alone, which is written when this returns, and may block */
    void writeTo(RemoteEndpoint.Async remote, SendHandler done) throws IOException {
        if (this == PING) {
            remote.sendPing(ByteBuffer.allocate(0));
            done.onResult(new SendResult());
        } else if (octets == null) {
            remote.sendText(text, done);
        } else {
            remote.sendBinary(ByteBuffer.wrap(octets), done);
        }
    }

    @Override
    public Encoded next() {
        return this;
    }

    /** In octets, or in characters of text: what the heap holds, near enough. */
    @Override
    public int size() {
        return octets == null ? text.length() : octets.length;
    }

    @Override
    public void heldBy(Budget budget) {
        if (holders.getAndIncrement() == 0) {
            budget.take(size());
        }
    }

    @Override
    public void releasedBy(Budget budget) {
        if (holders.decrementAndGet() == 0) {
            budget.give(size());
        }
    }

    /** The text, or the octets each as a character. */
    @Override
    public String toString() {
        return octets == null ? text : new String(octets, StandardCharsets.ISO_8859_1);
    }
}
