package dev.tocsin.realtime;

import dev.tocsin.telemetry.RealtimeMetrics;
import jakarta.websocket.CloseReason;
import jakarta.websocket.SendResult;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What waits to be written to one client, in order. Nobody waits here: the container allows one write at a time and does
 * not queue, so each write begins when the last has ended. A client that lets more than its bound wait is given up.
 */
final class Outbox {

    /** The client's side of the connection. */
    interface Wire {
        /** Begins a write; {@code done} is called once, now or later, on any thread. */
        void write(String text, Consumer<SendResult> done);

        /** Closes without waiting for what is written. */
        void close(CloseReason reason);

        /** The client does not read. */
        void giveUp();

        /** A write failed. */
        void failed(Throwable failure);
    }

    private record Item(String text, boolean delivery, CloseReason thenClose) {

        /** In UTF-16 units, which is what the heap holds, near enough. */
        int size() {
            return text == null ? 0 : text.length();
        }
    }

    private final Wire wire;
    private final RealtimeMetrics metrics;
    private final int maxBytes;
    private final Queue<Item> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private volatile boolean writing;
    private volatile boolean closed;

    Outbox(Wire wire, RealtimeMetrics metrics, int maxBytes) {
        this.wire = wire;
        this.metrics = metrics;
        this.maxBytes = maxBytes;
    }

    /** Adds a MESSAGE; it is counted as delivered when it has been written. */
    void deliver(String frame) {
        add(new Item(frame, true, null));
    }

    /** Adds any other frame. */
    void send(Frame frame) {
        add(new Item(frame.encode(), false, null));
    }

    /** Closes the connection when everything before has been written. */
    void close(CloseReason reason) {
        add(new Item(null, false, reason));
    }

    /** Whether a write is under way: a close would wait for it. */
    boolean isWriting() {
        return writing;
    }

    /** Nothing more can be written; what waits is dropped. */
    void discard() {
        closed = true;
        waiting.clear();
    }

    private void add(Item item) {
        if (closed) {
            return;
        }
        if (waitingBytes.addAndGet(item.size()) > maxBytes) {
            discard();
            wire.giveUp();
            return;
        }
        waiting.add(item);
        writeNext();
    }

    /** One thread at a time goes round; one that comes meanwhile, or a write that ends at once, adds a turn. */
    private void writeNext() {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        int taken = 1;
        do {
            while (!writing && !closed) {
                var item = waiting.poll();
                if (item == null) {
                    break;
                }
                begin(item);
            }
            taken = turns.addAndGet(-taken);
        } while (taken != 0);
    }

    private void begin(Item item) {
        if (item.thenClose() != null) {
            discard();
            wire.close(item.thenClose());
            return;
        }
        writing = true;
        wire.write(item.text(), result -> {
            waitingBytes.addAndGet(-item.size());
            if (!result.isOK()) {
                discard();
                wire.failed(result.getException());
                return;
            }
            if (item.delivery()) {
                metrics.messageDelivered();
            }
            writing = false;
            writeNext();
        });
    }
}
