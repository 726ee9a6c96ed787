package dev.tocsin.realtime;

import java.util.Optional;

/** Somebody who listens to a topic, or catches up with what he missed of it. */
final class TopicSubscription implements Subscription {

    /** What it takes to remember that one was sent, in bytes. */
    private static final int UNACKNOWLEDGED = 100;

    private final Topic topic;
    private final String destination;
    private final Subscriber subscriber;
    private final Position start;
    private final boolean isTrimmed;
    private final Unacknowledged<Long> unacknowledged;
    private boolean isOver;

    /** Guarded by what is unacknowledged. */
    private boolean takesNoMore;

    TopicSubscription(Topic topic, String destination, Subscriber subscriber, Position start, boolean isTrimmed) {
        this.topic = topic;
        this.destination = destination;
        this.subscriber = subscriber;
        this.start = start;
        this.isTrimmed = isTrimmed;
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

    @Override
    public Optional<Position> start() {
        return Optional.of(start);
    }

    @Override
    public boolean isTrimmed() {
        return isTrimmed;
    }

    @Override
    public void begin() {
        if (!topic.listen(this, start.offset())) {
            subscriber.outbox().add(new CatchingUp(start.offset()));
        }
    }

    /** Nothing of a topic is sent again: to say that it was not consumed only stops waiting for it. */
    @Override
    public void acknowledge(long number, boolean consumed) {
        synchronized (unacknowledged) {
            give(unacknowledged.take(number).size());
        }
    }

    @Override
    public boolean isWaiting(long number) {
        synchronized (unacknowledged) {
            return unacknowledged.contains(number);
        }
    }

    @Override
    public void suspend() {
        leave(true);
    }

    @Override
    public void end() {
        leave(false);
    }

    private void leave(boolean comesBack) {
        synchronized (topic) {
            if (!isOver) {
                isOver = true;
                topic.remove(this, comesBack);
            }
        }
        synchronized (unacknowledged) {
            takesNoMore = true;
            give(unacknowledged.takeAll().size());
        }
    }

    private void give(int acknowledged) {
        topic.stored().give((long) acknowledged * UNACKNOWLEDGED);
    }

    /** For whoever holds the topic's lock. */
    boolean isOver() {
        return isOver;
    }

    void enqueueForAcknowledgement(Message message, String messageId) {
        encodeForAcknowledgement(message, messageId).ifPresent(subscriber.outbox()::enqueue);
    }

    /** Empty if the client has too much to acknowledge already, and is given up. */
    private Optional<Encoded> encodeForAcknowledgement(Message message, String messageId) {
        synchronized (unacknowledged) {
            if (takesNoMore) {
                return Optional.empty();
            }
            long held = (long) unacknowledged.size() * UNACKNOWLEDGED;
            if (unacknowledged.size() < topic.maxUnacknowledged()
                    && held + UNACKNOWLEDGED <= topic.stored().allowance(Long.MAX_VALUE)) {
                topic.stored().take(UNACKNOWLEDGED);
                return Optional.of(message.encode(subscriber.head(messageId, unacknowledged.add(0L))));
            }
        }
        subscriber.outbox().giveUp();
        return Optional.empty();
    }

    /** Takes message after message out of the log, as fast as the client reads them, until there is none left. */
    private final class CatchingUp implements Outbox.Item {

        private long offset;

        CatchingUp(long offset) {
            this.offset = offset;
        }

        @Override
        public Encoded next() {
            if (topic.listen(TopicSubscription.this, offset)) {
                return Encoded.NONE;
            }
            offset++;
            var message = topic.message(offset);
            if (message.isEmpty()) {
                // The log was faster than the client, who learns of it when he comes back.
                subscriber.outbox().giveUp();
                return Encoded.NONE;
            }
            var messageId = topic.messageId(offset);
            if (subscriber.ack() == AckMode.AUTO) {
                return message.get().encode(subscriber.head(messageId));
            }
            return encodeForAcknowledgement(message.get(), messageId).orElse(Encoded.NONE);
        }

        @Override
        public int size() {
            return 0;
        }

        @Override
        public int messages() {
            return 1;
        }

        @Override
        public boolean comesAgain() {
            return true;
        }
    }
}
