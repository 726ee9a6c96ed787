package dev.tocsin.realtime;

import dev.tocsin.realtime.Permissions.Action;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** STOMP 1.2 as the server of one connection speaks it. Messages come one at a time; answers go to the outbox. */
final class StompProtocol {

    private static final String VERSION = "1.2";

    private final Admission admission;
    private final Outbox outbox;
    private final Services services;
    private final FrameDecoder decoder;
    private final HeartBeat heartBeat;
    private final Transactions transactions;
    private final RateLimit rate;
    private volatile Optional<StompSession> session = Optional.empty();
    private volatile long lastRead = System.nanoTime();
    private int framesOfMessage;
    private boolean isOver;

    StompProtocol(Peer peer, Outbox outbox, Services services) {
        var settings = services.settings();
        this.admission = new Admission(peer, services);
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
        return admission.isExpired(now);
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
        heartBeat.negotiate(frame.header("heart-beat").orElse("0,0"));
        var admitted = admission.admit(frame, outbox);
        var opened = admitted.session();
        session = Optional.of(opened);
        outbox.send(connected(opened, admitted.outcome()));
        opened.begin();
    }

    private Frame connected(StompSession opened, String outcome) {
        var answer = Frame.of(
                Command.CONNECTED,
                "version",
                VERSION,
                "heart-beat",
                heartBeat.header(),
                "session",
                opened.id(),
                "server",
                "tocsin");
        admission.peer().user().ifPresent(user -> answer.headers().put("user-name", user));
        var timeout = services.settings().limits().sessionTimeout();
        answer.headers().putAll(ResumeHeaders.answer(opened, outcome, timeout.toMillis()));
        return answer;
    }

    private void handle(Frame frame, StompSession current) {
        switch (frame.command()) {
            case SEND -> send(frame);
            case ACK, NACK -> acknowledge(frame, current);
            case SUBSCRIBE ->
                current.subscribe(
                        frame.required("id"),
                        admission.require(Action.SUBSCRIBE, Destination.of(frame)),
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
        admission.require(Action.SEND, Destination.of(frame));
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
        services.faults().refused(admission.peer(), fault.getMessage());
        outbox.send(Frame.error(VERSION, fault.getMessage(), receipt));
        outbox.close(fault.closeReason());
    }
}
