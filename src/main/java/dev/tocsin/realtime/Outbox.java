package dev.tocsin.realtime;

import dev.tocsin.telemetry.RealtimeMetrics;
import jakarta.websocket.CloseReason;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What waits to be written to one client, in order. Nobody waits here: the container allows one write at a time and does
 * not queue, so each write begins when the last has ended. A client that lets more than its bound wait is given up.
 */
final class Outbox {

    /** The client's side of the connection. */
    interface Wire {
        /** Begins a write; {@code done} is called once, now or later, on any thread. */
        void write(Encoded frame, SendHandler done);

        /** Closes without waiting for what is written. */
        void close(CloseReason reason);

        /** The client does not read. */
        void giveUp();

        /** A write failed. */
        void failed(Throwable failure);
    }

    /** What waits. It is called without a lock, but for its size and what concerns the budget. */
    interface Item {
        /** What is to be written now, or {@link Encoded#NONE} when it is done. */
        Encoded next();

        int size();

        /** How many MESSAGEs it is, which count as delivered when it has been written. */
        default int messages() {
            return 0;
        }

        /** Whether it comes back to the end of the queue when it has been written. */
        default boolean comesAgain() {
            return false;
        }

        default void written() {}

        default void heldBy(Budget budget) {}

        default void releasedBy(Budget budget) {}
    }

    private final Wire wire;
    private final RealtimeMetrics metrics;
    private final Backlog backlog;
    private final SendHandler done = this::written;
    private final AtomicInteger turns = new AtomicInteger();

    private volatile boolean writing;
    private volatile long lastWrite = System.nanoTime();

    /** @param budget of all outboxes together */
    Outbox(Wire wire, RealtimeMetrics metrics, Budget budget, int maxBytes) {
        this.wire = wire;
        this.metrics = metrics;
        this.backlog = new Backlog(budget, maxBytes);
    }

    void send(Frame frame) {
        add(Encoded.of(frame));
    }

    /** Closes the connection when everything before has been written. */
    void close(CloseReason reason) {
        add(new Closing(reason));
    }

    /** Takes nothing more, and runs {@code then}, when nothing waits any longer; at once if it is closed. */
    void whenEmpty(Runnable then) {
        if (backlog.isClosed()) {
            then.run();
        } else {
            add(new Leaving(then));
        }
    }

    /** Closes the connection without what waits. */
    void abandon(CloseReason reason) {
        discard();
        wire.close(reason);
    }

    /** The client cannot follow. */
    void giveUp() {
        discard();
        wire.giveUp();
    }

    void add(Item item) {
        if (enqueue(item)) {
            flush();
        }
    }

    /**
     * Puts an item in the queue and writes nothing, for whoever holds a lock; {@link #flush} follows without it.
     *
     * @return false if it is not taken: the connection closes, perhaps because of it
     */
    boolean enqueue(Item item) {
        if (offer(item)) {
            return true;
        }
        if (!backlog.isClosed()) {
            giveUp();
        }
        return false;
    }

    /** The same for an item that can wait elsewhere: where there is no room it is just not taken. */
    boolean offer(Item item) {
        return backlog.offer(item);
    }

    /** Whether a write is under way: a close would wait for it. */
    boolean isWriting() {
        return writing;
    }

    /** When the last write began, by {@link System#nanoTime}. */
    long lastWrite() {
        return lastWrite;
    }

    /** Nothing more can be written; what waits is dropped. */
    void discard() {
        backlog.close();
    }

    /** One thread at a time goes round; one that comes meanwhile, or a write that ends at once, adds a turn. */
    void flush() {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        int taken = 1;
        do {
            var goesOn = true;
            while (goesOn && !writing) {
                goesOn = writeNext();
            }
            taken = turns.addAndGet(-taken);
        } while (taken != 0);
    }

    private boolean writeNext() {
        var item = backlog.next();
        if (item.isEmpty()) {
            return false;
        }
        var frame = item.get().next();
        if (frame == Encoded.NONE) {
            finish();
        } else {
            lastWrite = System.nanoTime();
            writing = true;
            wire.write(frame, done);
        }
        return true;
    }

    private void written(SendResult result) {
        if (!result.isOK()) {
            discard();
            wire.failed(result.getException());
            return;
        }
        finish();
        writing = false;
        flush();
    }

    /** The current item has been written, or had nothing to write. */
    private void finish() {
        boolean wasWritten = writing;
        var item = backlog.end(wasWritten);
        if (wasWritten && item.isPresent()) {
            metrics.messagesDelivered(item.get().messages());
            item.get().written();
        }
    }

    /** Lets others go first, those too that come again. */
    private final class Leaving implements Item {
        private final Runnable then;

        Leaving(Runnable then) {
            this.then = then;
        }

        @Override
        public Encoded next() {
            if (!backlog.letOthersGoFirst(this)) {
                discard();
                then.run();
            }
            return Encoded.NONE;
        }

        @Override
        public int size() {
            return 0;
        }
    }

    private final class Closing implements Item {
        private final CloseReason reason;

        Closing(CloseReason reason) {
            this.reason = reason;
        }

        @Override
        public Encoded next() {
            abandon(reason);
            return Encoded.NONE;
        }

        @Override
        public int size() {
            return 0;
        }
    }
}
