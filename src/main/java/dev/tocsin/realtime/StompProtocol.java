package dev.tocsin.realtime;

import dev.tocsin.realtime.Permissions.Action;
import dev.tocsin.telemetry.Label;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** STOMP 1.2 as the server of one connection speaks it. Messages come one at a time; answers go to the outbox. */
final class StompProtocol {

    private static final String VERSION = "1.2";

    private volatile Peer peer;
    private final Outbox outbox;
    private final Services services;
    private final FrameDecoder decoder;
    private final HeartBeat heartBeat;
    private final Transactions transactions;
    private final RateLimit rate;
    private volatile Optional<StompSession> session = Optional.empty();
    private volatile long lastRead = System.nanoTime();
    private int framesOfMessage;
    private Set<String> groups = Set.of();
    private volatile Instant expiresAt = Instant.MAX;
    private boolean isOver;

    StompProtocol(Peer peer, Outbox outbox, Services services) {
        var settings = services.settings();
        this.peer = peer;
        this.outbox = outbox;
        this.services = services;
        this.decoder = new FrameDecoder(settings.frame(), this::receive);
        this.heartBeat = new HeartBeat(settings.heartBeat());
        this.transactions =
                new Transactions(services.stored(), settings.maxTransactions(), settings.maxTransactionBytes());
        this.rate = new RateLimit(settings.maxMessageRate(), lastRead);
    }

    /** Takes what came in one WebSocket message. After an error or DISCONNECT nothing more is read. */
    synchronized void receive(byte[] octets) {
        if (isOver) {
            return;
        }
        lastRead = System.nanoTime();
        framesOfMessage = 0;
        try {
            takeRate();
            decoder.decode(octets);
        } catch (ProtocolException e) {
            if (!isOver) {
                fail(e, decoder.receipt());
            }
        }
    }

    boolean isConnected() {
        return session.isPresent();
    }

    /** Sends a heart-beat if the client waits for one before the next call, {@code tick} later. All in nanoseconds. */
    void beat(long now, long tick) {
        if (heartBeat.isDue(now, outbox.lastWrite(), tick) && !outbox.isWriting()) {
            outbox.add(Encoded.HEART_BEAT);
        }
    }

    /** Whether the client has been silent for too long. */
    boolean isSilent(long now) {
        return heartBeat.isLate(now, lastRead);
    }

    /** Whether the client's token is no longer good. */
    boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /** The connection has ended; the client may come back. */
    synchronized void end() {
        isOver = true;
        transactions.abortAll();
        session.ifPresent(services.sessions()::suspend);
    }

    private void receive(Frame frame) {
        if (isOver) {
            return;
        }
        try {
            if (framesOfMessage++ > 0) {
                takeRate();
            }
            if (session.isPresent()) {
                handle(frame, session.get());
            } else {
                connect(frame);
            }
        } catch (ProtocolException e) {
            fail(e, frame.header("receipt"));
        }
    }

    /** Each frame counts, and a message that completes none counts like one. */
    private void takeRate() {
        if (!rate.tryTake(lastRead)) {
            throw ProtocolException.overLimit("more than " + services.settings().maxMessageRate() + " frames a second");
        }
    }

    private void connect(Frame frame) {
        if (frame.command() != Command.CONNECT && frame.command() != Command.STOMP) {
            throw ProtocolException.malformed("the first frame must be CONNECT");
        }
        // The header host is not asked for, although clients MUST send it: @stomp/stompjs does not.
        var versions = frame.header("accept-version").orElse("1.0").split(",");
        if (!Arrays.asList(versions).contains(VERSION)) {
            throw ProtocolException.malformed("Supported protocol versions are " + VERSION);
        }
        services.settings().tokens().ifPresent(tokens -> authenticate(tokens, frame));
        heartBeat.negotiate(frame.header("heart-beat").orElse("0,0"));
        var connected = open(frame);
        requireAll(connected.session());
        session = Optional.of(connected.session());
        var answer = Frame.of(
                Command.CONNECTED,
                "version",
                VERSION,
                "heart-beat",
                heartBeat.header(),
                "session",
                connected.session().id(),
                "server",
                "tocsin");
        peer.user().ifPresent(user -> answer.headers().put("user-name", user));
        answer.headers()
                .putAll(ResumeHeaders.answer(
                        connected.session(),
                        connected.outcome(),
                        services.settings().limits().sessionTimeout().toMillis()));
        outbox.send(answer);
        connected.session().begin();
    }

    /** The token stands for whoever has signed in otherwise: it is what the client shows of itself. */
    private void authenticate(Tokens tokens, Frame connect) {
        var token = connect.header("passcode")
                .orElseThrow(() -> ProtocolException.unauthorized("CONNECT needs a token as its passcode"));
        var identity = tokens.identify(token, Instant.now());
        peer = new Peer(peer.address(), Optional.of(identity.user()));
        groups = identity.groups();
        expiresAt = identity.expiresAt();
    }

    /** What a client subscribed to earlier it may meanwhile be allowed no more. */
    private void requireAll(StompSession resumed) {
        try {
            resumed.destinations().forEach(destination -> require(Action.SUBSCRIBE, destination));
        } catch (ProtocolException e) {
            services.sessions().end(resumed);
            throw e;
        }
    }

    private String require(Action action, String destination) {
        services.settings().permissions().require(action, destination, groups);
        return destination;
    }

    private record Opened(StompSession session, String outcome) {}

    private Opened open(Frame frame) {
        var token = frame.header(ResumeHeaders.TOKEN);
        if (token.isEmpty() || token.get().equals(ResumeHeaders.NEW)) {
            return new Opened(services.sessions().open(peer, outbox, token.isPresent()), ResumeHeaders.NEW);
        }
        var received =
                ResumeHeaders.received(frame.header(ResumeHeaders.RECEIVED).orElse(""));
        var resumed = services.sessions().resume(token.get(), received, peer, outbox);
        return new Opened(resumed.session(), Label.of(resumed.outcome()));
    }

    private void handle(Frame frame, StompSession current) {
        switch (frame.command()) {
            case SEND -> send(frame);
            case ACK, NACK -> acknowledge(frame, current);
            case SUBSCRIBE ->
                current.subscribe(
                        frame.required("id"),
                        require(Action.SUBSCRIBE, Destination.of(frame)),
                        AckMode.of(frame.header("ack").orElse("auto")));
            case UNSUBSCRIBE -> current.unsubscribe(frame.required("id"));
            case BEGIN -> transactions.begin(frame.required("transaction"));
            case COMMIT -> commit(transactions.end(frame.required("transaction")), current);
            case ABORT -> transactions.end(frame.required("transaction"));
            case DISCONNECT -> disconnect(current);
            default -> throw ProtocolException.malformed(frame.command() + " is not expected here");
        }
        frame.header("receipt").ifPresent(id -> outbox.send(Frame.of(Command.RECEIPT, "receipt-id", id)));
        if (isOver) {
            outbox.close(new CloseReason(CloseCodes.NORMAL_CLOSURE, "disconnected"));
        }
    }

    private void send(Frame frame) {
        require(Action.SEND, Destination.of(frame));
        var transaction = frame.header("transaction");
        if (transaction.isPresent()) {
            transactions.add(transaction.get(), frame);
        } else {
            publish(List.of(Message.of(frame)));
        }
    }

    private void acknowledge(Frame frame, StompSession current) {
        var ack = AckId.parse(frame.required("id"));
        var transaction = frame.header("transaction");
        if (transaction.isEmpty()) {
            current.acknowledge(ack, frame.command() == Command.ACK);
        } else if (current.isWaiting(ack)) {
            transactions.add(transaction.get(), frame);
        } else {
            throw ProtocolException.notWaiting();
        }
    }

    private void commit(List<Frame> frames, StompSession current) {
        var messages = new ArrayList<Message>();
        frames.stream()
                .filter(frame -> frame.command() == Command.SEND)
                .map(Message::of)
                .forEach(messages::add);
        publish(messages);
        for (var frame : frames) {
            if (frame.command() != Command.SEND) {
                var ack = AckId.parse(frame.required("id"));
                // What a cumulative one before has spoken of is settled.
                if (current.isWaiting(ack)) {
                    current.acknowledge(ack, frame.command() == Command.ACK);
                }
            }
        }
    }

    private void publish(List<Message> messages) {
        services.broker().publish(messages);
        messages.forEach(message -> services.metrics().messageAccepted());
    }

    private void disconnect(StompSession current) {
        isOver = true;
        transactions.abortAll();
        services.sessions().end(current);
    }

    /** An ERROR frame is the last: the connection closes behind it (STOMP 1.2, "ERROR"). */
    private void fail(ProtocolException fault, Optional<String> receipt) {
        end();
        services.metrics().error(fault.type());
        services.faults().refused(peer, fault.getMessage());
        outbox.send(error(fault, receipt));
        outbox.close(new CloseReason(fault.closeCode(), closeReason(fault.getMessage())));
    }

    private static Frame error(ProtocolException fault, Optional<String> receipt) {
        var body = fault.getMessage().getBytes(StandardCharsets.UTF_8);
        var error = Frame.of(
                Command.ERROR,
                "version",
                VERSION,
                "content-type",
                "text/plain",
                "content-length",
                Integer.toString(body.length),
                "message",
                fault.getMessage());
        receipt.ifPresent(id -> error.headers().put("receipt-id", id));
        return new Frame(Command.ERROR, error.headers(), body);
    }

    /** A close frame has room for 123 octets (RFC 6455, section 5.5.1). */
    private static String closeReason(String message) {
        var ascii = Ascii.printable(message);
        return ascii.length() <= 123 ? ascii : ascii.substring(0, 123);
    }
}
