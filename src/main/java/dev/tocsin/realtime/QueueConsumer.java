package dev.tocsin.realtime;

import java.util.Optional;

/** Somebody who takes messages from a queue. */
final class QueueConsumer implements Subscription {

    /** So many messages may wait to be written to a consumer that does not acknowledge; the others wait in the queue. */
    private static final int WINDOW = 16;

    private final MessageQueue queue;
    private final String destination;
    private final Subscriber subscriber;

    /** Guarded by the queue's lock. */
    private final Unacknowledged<MessageQueue.Entry> unacknowledged;

    /** Until the client has read what it has. Guarded by the queue's lock. */
    private boolean isWaiting;

    QueueConsumer(MessageQueue queue, String destination, Subscriber subscriber) {
        this.queue = queue;
        this.destination = destination;
        this.subscriber = subscriber;
        this.unacknowledged = new Unacknowledged<>(subscriber.ack());
    }

    @Override
    public String destination() {
        return destination;
    }

    @Override
    public Subscriber subscriber() {
        return subscriber;
    }

    /** What was meant for one that went is for others, and so there is no place to come back to. */
    @Override
    public Optional<Position> start() {
        return Optional.empty();
    }

    @Override
    public boolean isTrimmed() {
        return false;
    }

    @Override
    public void begin() {
        queue.add(this);
    }

    @Override
    public void acknowledge(long number, boolean consumed) {
        queue.settle(this, number, consumed);
    }

    @Override
    public boolean isWaiting(long number) {
        synchronized (queue) {
            return unacknowledged.contains(number);
        }
    }

    @Override
    public void suspend() {
        end();
    }

    @Override
    public void end() {
        queue.remove(this);
    }

    Unacknowledged<MessageQueue.Entry> unacknowledged() {
        return unacknowledged;
    }

    /** Puts a message into the outbox; false if it has no room for one. For whoever holds the queue's lock. */
    boolean take(MessageQueue.Entry entry) {
        boolean isAuto = subscriber.ack() == AckMode.AUTO;
        if (isWaiting
                || unacknowledged.size() == (isAuto ? WINDOW : queue.limits().maxUnacknowledged())) {
            return false;
        }
        long number = unacknowledged.add(entry);
        Outbox.Item item = isAuto
                ? new Sending(entry, entry.encode(subscriber.head(entry.id())), number)
                : entry.encode(subscriber.head(entry.id(), number));
        if (subscriber.outbox().offer(item)) {
            return true;
        }
        unacknowledged.remove(number);
        isWaiting = subscriber.outbox().offer(new Ready());
        return false;
    }

    /** For whoever holds the queue's lock. */
    void isReady() {
        isWaiting = false;
    }

    /** Stands where what the client has to read first ends. */
    private final class Ready implements Outbox.Item {

        @Override
        public Encoded next() {
            if (!queue.feed(QueueConsumer.this)) {
                // It has nothing else to read, and yet no room.
                subscriber.outbox().giveUp();
            }
            return Encoded.NONE;
        }

        @Override
        public int size() {
            return 0;
        }
    }

    /** A message that is consumed when it has been written. */
    private final class Sending implements Outbox.Item {
        private final MessageQueue.Entry entry;
        private final Encoded frame;
        private final long number;

        Sending(MessageQueue.Entry entry, Encoded frame, long number) {
            this.entry = entry;
            this.frame = frame;
            this.number = number;
        }

        @Override
        public Encoded next() {
            return frame;
        }

        @Override
        public int size() {
            return frame.size();
        }

        @Override
        public int messages() {
            return 1;
        }

        @Override
        public void written() {
            queue.written(QueueConsumer.this, entry, number);
        }

        @Override
        public void heldBy(Budget budget) {
            frame.heldBy(budget);
        }

        @Override
        public void releasedBy(Budget budget) {
            frame.releasedBy(budget);
        }
    }
}
