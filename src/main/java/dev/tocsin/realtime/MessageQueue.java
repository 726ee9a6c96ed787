package dev.tocsin.realtime;

import dev.tocsin.telemetry.ErrorType;
import dev.tocsin.telemetry.RealtimeMetrics;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One queue: each message goes to one consumer at a time, in turn, until one has taken it. What a consumer refuses, or has
 * not acknowledged when it goes, is the next to be sent again.
 */
final class MessageQueue {

    /** A message in the queue, or on its way to a consumer. */
    static final class Entry {
        private final Message message;
        private final String id;
        private int deliveries;

        private Entry(Message message, String id) {
            this.message = message;
            this.id = id;
        }

        /** The frame for a consumer; {@code head} are its own first headers. */
        Encoded encode(String head) {
            return message.encode(deliveries > 1 ? head + "redelivered:true\n" : head);
        }

        String id() {
            return id;
        }
    }

    private final String epoch;
    private final Limits limits;
    private final Budget stored;
    private final RealtimeMetrics metrics;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final List<QueueConsumer> consumers = new ArrayList<>();

    private int subscriptions;
    private int turn;
    private long bytes;
    private long last;

    /** @param stored the budget of all that is kept */
    MessageQueue(String epoch, Limits limits, Budget stored, RealtimeMetrics metrics) {
        this.epoch = epoch;
        this.limits = limits;
        this.stored = stored;
        this.metrics = metrics;
    }

    /** When it has no consumer: what one has not acknowledged is not written. */
    synchronized void writeTo(Snapshot.Writer out) throws IOException {
        out.text(epoch);
        out.number(last);
        out.number(waiting.size());
        for (var entry : waiting) {
            out.text(entry.id);
            out.number(entry.deliveries);
            entry.message.writeTo(out);
        }
    }

    static MessageQueue readFrom(Snapshot.Reader in, Limits limits, Budget stored, RealtimeMetrics metrics)
            throws IOException {
        var queue = new MessageQueue(in.text(), limits, stored, metrics);
        queue.last = in.number();
        for (long left = in.number(); left > 0; left--) {
            var id = in.text();
            int deliveries = (int) in.number();
            var entry = new Entry(Message.readFrom(in), id);
            entry.deliveries = deliveries;
            queue.waiting.add(entry);
            queue.bytes += entry.message.size();
            stored.take(entry.message.size());
        }
        return queue;
    }

    /** Keeps a place for a message that will be appended; false if there is none. */
    synchronized boolean reserve(Message message) {
        if (bytes + message.size() > stored.allowance(limits.maxQueueBytes())) {
            return false;
        }
        bytes += message.size();
        stored.take(message.size());
        return true;
    }

    /** Gives a place back. */
    synchronized void free(Message message) {
        bytes -= message.size();
        stored.give(message.size());
    }

    /** Appends a message whose place is reserved. */
    void append(Message message) {
        Set<Outbox> touched;
        synchronized (this) {
            waiting.add(new Entry(message, epoch + "." + ++last));
            touched = dispatch();
        }
        touched.forEach(Outbox::flush);
    }

    synchronized QueueConsumer subscribe(String destination, Subscription.Subscriber subscriber) {
        subscriptions++;
        return new QueueConsumer(this, destination, subscriber);
    }

    /** The consumer is ready. */
    void add(QueueConsumer consumer) {
        Set<Outbox> touched;
        synchronized (this) {
            consumers.add(consumer);
            touched = dispatch();
        }
        touched.forEach(Outbox::flush);
    }

    /** The consumer has gone; others get what it had. */
    void remove(QueueConsumer consumer) {
        Set<Outbox> touched;
        synchronized (this) {
            subscriptions--;
            consumers.remove(consumer);
            putBack(consumer.unacknowledged().takeAll(), false);
            touched = dispatch();
        }
        touched.forEach(Outbox::flush);
    }

    /** The consumer has taken what it was sent under this number, or refuses it. */
    void settle(QueueConsumer consumer, long number, boolean consumed) {
        Set<Outbox> touched;
        synchronized (this) {
            var settled = consumer.unacknowledged().take(number);
            if (consumed) {
                settled.forEach(entry -> free(entry.message));
            } else {
                putBack(settled, true);
            }
            touched = dispatch();
        }
        touched.forEach(Outbox::flush);
    }

    /** What was sent under this number has been written, which is all that the consumer asks for. */
    void written(QueueConsumer consumer, Entry entry, long number) {
        synchronized (this) {
            if (!consumer.unacknowledged().remove(number)) {
                return;
            }
            free(entry.message);
            give(consumer);
        }
    }

    /** The consumer has read what it had, and gets more; false if there is more than it can take. */
    synchronized boolean feed(QueueConsumer consumer) {
        consumer.isReady();
        boolean isFed = waiting.isEmpty();
        while (!waiting.isEmpty() && give(consumer)) {
            isFed = true;
        }
        return isFed;
    }

    synchronized boolean isUnused() {
        return bytes == 0 && subscriptions == 0;
    }

    Limits limits() {
        return limits;
    }

    private void putBack(List<Entry> entries, boolean refused) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            var entry = entries.get(i);
            if (refused && entry.deliveries >= limits.maxDeliveries()) {
                metrics.error(ErrorType.UNDELIVERABLE);
                free(entry.message);
            } else {
                waiting.addFirst(entry);
            }
        }
    }

    /** Gives what waits to the consumers in turn, as far as they have room; the answer is whom there is to write to. */
    private Set<Outbox> dispatch() {
        var touched = new LinkedHashSet<Outbox>();
        int refused = 0;
        while (!waiting.isEmpty() && refused < consumers.size()) {
            turn = (turn + 1) % consumers.size();
            var consumer = consumers.get(turn);
            if (give(consumer)) {
                touched.add(consumer.subscriber().outbox());
                refused = 0;
            } else {
                refused++;
            }
        }
        return touched;
    }

    private boolean give(QueueConsumer consumer) {
        var entry = waiting.peek();
        if (entry == null) {
            return false;
        }
        entry.deliveries++;
        if (consumer.take(entry)) {
            waiting.remove();
            return true;
        }
        entry.deliveries--;
        return false;
    }
}
