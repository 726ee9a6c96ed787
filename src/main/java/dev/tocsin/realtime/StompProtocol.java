package dev.tocsin.realtime;

import dev.tocsin.realtime.Topics.Subscription;
import dev.tocsin.telemetry.RealtimeMetrics;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * STOMP 1.2 as the server of one connection speaks it. Messages come one at a time; answers go to the outbox. Not
 * spoken: bodies that are not UTF-8, acknowledgement (ACK, NACK and any {@code ack} mode but auto), transactions, and heart-beats, which CONNECTED
 * declines with {@code heart-beat:0,0}.
 */
final class StompProtocol {

    private static final String VERSION = "1.2";

    private final String sessionId;
    private final Outbox outbox;
    private final Topics topics;
    private final RealtimeMetrics metrics;
    private final int maxSubscriptions;
    private final Runnable connected;
    private final FrameDecoder decoder;
    private final Map<String, String> destinationsById = new HashMap<>();

    private boolean isConnected;
    private boolean isOver;

    /** @param connected run when the client has sent a CONNECT that was accepted */
    StompProtocol(
            String sessionId,
            Outbox outbox,
            Topics topics,
            RealtimeMetrics metrics,
            Settings settings,
            Runnable connected) {
        this.sessionId = sessionId;
        this.outbox = outbox;
        this.topics = topics;
        this.metrics = metrics;
        this.maxSubscriptions = settings.maxSubscriptions();
        this.connected = connected;
        this.decoder = new FrameDecoder(settings.frame(), this::receive);
    }

    /** Takes what came in one WebSocket message. After an error or DISCONNECT nothing more is read. */
    synchronized void receive(byte[] octets) {
        if (isOver) {
            return;
        }
        try {
            decoder.decode(octets);
        } catch (ProtocolException e) {
            if (!isOver) {
                fail(e, decoder.receipt());
            }
        }
    }

    synchronized boolean isConnected() {
        return isConnected;
    }

    /** The connection has ended: nobody listens here any more. */
    synchronized void end() {
        isOver = true;
        destinationsById.forEach((id, destination) -> topics.unsubscribe(destination, new Subscription(id, outbox)));
        destinationsById.clear();
    }

    private void receive(Frame frame) {
        if (isOver) {
            return;
        }
        try {
            if (isConnected) {
                handle(frame);
            } else {
                connect(frame);
            }
        } catch (ProtocolException e) {
            fail(e, frame.header("receipt"));
        }
    }

    private void connect(Frame frame) {
        if (frame.command() != Command.CONNECT && frame.command() != Command.STOMP) {
            throw ProtocolException.malformed("the first frame must be CONNECT");
        }
        // The header host is not asked for, although clients MUST send it: @stomp/stompjs does not.
        var versions = frame.header("accept-version").orElse("1.0").split(",");
        if (!Arrays.asList(versions).contains(VERSION)) {
            throw ProtocolException.malformed("only STOMP " + VERSION + " is spoken here");
        }
        isConnected = true;
        connected.run();
        outbox.send(Frame.of(
                Command.CONNECTED, "version", VERSION, "session", sessionId, "server", "tocsin", "heart-beat", "0,0"));
    }

    private void handle(Frame frame) {
        switch (frame.command()) {
            case SEND -> send(frame);
            case SUBSCRIBE -> subscribe(frame);
            case UNSUBSCRIBE -> unsubscribe(frame);
            case DISCONNECT -> end();
            case ACK, NACK, BEGIN, COMMIT, ABORT ->
                throw ProtocolException.malformed(frame.command() + " is not supported here");
            default -> throw ProtocolException.malformed(frame.command() + " is not expected here");
        }
        frame.header("receipt").ifPresent(id -> outbox.send(Frame.of(Command.RECEIPT, "receipt-id", id)));
        if (frame.command() == Command.DISCONNECT) {
            outbox.close(new CloseReason(CloseCodes.NORMAL_CLOSURE, "disconnected"));
        }
    }

    private void send(Frame frame) {
        var destination = destination(frame);
        if (frame.header("transaction").isPresent()) {
            throw ProtocolException.malformed("transactions are not supported here");
        }
        if (!frame.isText()) {
            throw ProtocolException.malformed("a body that is not UTF-8 is not supported here");
        }
        metrics.messageAccepted();
        topics.publish(destination, frame);
    }

    private void subscribe(Frame frame) {
        var id = frame.required("id");
        var destination = destination(frame);
        if (!frame.header("ack").orElse("auto").equals("auto")) {
            throw ProtocolException.malformed("of the ack modes only auto is supported here");
        }
        if (destinationsById.size() == maxSubscriptions) {
            throw ProtocolException.overLimit("more than " + maxSubscriptions + " subscriptions");
        }
        if (destinationsById.putIfAbsent(id, destination) != null) {
            throw ProtocolException.malformed("there is a subscription with this id already");
        }
        topics.subscribe(destination, new Subscription(id, outbox));
    }

    private void unsubscribe(Frame frame) {
        var id = frame.required("id");
        var destination = destinationsById.remove(id);
        if (destination == null) {
            throw ProtocolException.malformed("there is no subscription with this id");
        }
        topics.unsubscribe(destination, new Subscription(id, outbox));
    }

    private static String destination(Frame frame) {
        var destination = frame.required("destination");
        if (!destination.startsWith(Topics.PREFIX) || destination.length() == Topics.PREFIX.length()) {
            throw ProtocolException.malformed("a destination begins with " + Topics.PREFIX);
        }
        return destination;
    }

    /** An ERROR frame is the last: the connection closes behind it (STOMP 1.2, "ERROR"). */
    private void fail(ProtocolException fault, Optional<String> receipt) {
        end();
        metrics.error(fault.type());
        outbox.send(error(fault, receipt));
        outbox.close(new CloseReason(fault.closeCode(), closeReason(fault.getMessage())));
    }

    private static Frame error(ProtocolException fault, Optional<String> receipt) {
        var error = Frame.of(
                Command.ERROR, "version", VERSION, "content-type", "text/plain", "message", fault.getMessage());
        receipt.ifPresent(id -> error.headers().put("receipt-id", id));
        return new Frame(Command.ERROR, error.headers(), fault.getMessage().getBytes(StandardCharsets.UTF_8));
    }

    /** A close frame has room for 123 octets (RFC 6455, section 5.5.1). */
    private static String closeReason(String message) {
        var ascii = message.replaceAll("[^\\x20-\\x7e]", "?");
        return ascii.length() <= 123 ? ascii : ascii.substring(0, 123);
    }
}
