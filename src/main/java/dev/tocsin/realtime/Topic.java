package dev.tocsin.realtime;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One topic: every message goes to all who listen, in one order for all of them. While somebody may come back for what he
 * missed it keeps the last messages, too.
 */
final class Topic {

    private static final TopicSubscription[] NOBODY = {};

    private final String epoch;
    private final Limits limits;
    private final Budget stored;
    private final LongSupplier nanos;
    private final TopicLog log;

    private TopicSubscription[] listeners = NOBODY;
    private int subscriptions;
    private int resumable;
    private long keepUntil;
    private long last;

    /**
     * @param nanos the time, as {@link System#nanoTime} has it
     * @param stored the budget of all that is kept
     */
    Topic(String epoch, Limits limits, Budget stored, LongSupplier nanos) {
        this(epoch, limits, stored, new TopicLog(1, stored, limits.maxLogBytes()), nanos);
    }

    private Topic(String epoch, Limits limits, Budget stored, TopicLog log, LongSupplier nanos) {
        this.epoch = epoch;
        this.limits = limits;
        this.stored = stored;
        this.nanos = nanos;
        this.keepUntil = nanos.getAsLong();
        this.log = log;
        this.last = log.last();
    }

    synchronized void writeTo(Snapshot.Writer out) throws IOException {
        out.text(epoch);
        log.writeTo(out);
    }

    /** For those who come back, as long as they may. */
    static Topic readFrom(Snapshot.Reader in, Limits limits, Budget stored, LongSupplier nanos) throws IOException {
        var epoch = in.text();
        var topic = new Topic(epoch, limits, stored, TopicLog.readFrom(in, stored, limits.maxLogBytes()), nanos);
        topic.keepOn();
        return topic;
    }

    /** Nothing is written under the lock: that would hold up the other publishers for as long as it takes. */
    void publish(Message message) {
        TopicSubscription[] all;
        synchronized (this) {
            last++;
            if (isKept()) {
                log.append(message);
            } else {
                log.skip();
            }
            all = listeners;
            if (all.length > 0) {
                enqueue(message, all);
            }
        }
        for (var each : all) {
            each.subscriber().outbox().flush();
        }
    }

    /** Subscribers whose subscriptions have the same id, as is usual, share one frame. */
    private void enqueue(Message message, TopicSubscription[] all) {
        var messageId = epoch + "." + last;
        var id = "";
        var frame = Encoded.NONE;
        Map<String, Encoded> others = null;
        for (var each : all) {
            var subscriber = each.subscriber();
            if (subscriber.ack() != AckMode.AUTO) {
                each.enqueueForAcknowledgement(message, messageId);
                continue;
            }
            if (frame == Encoded.NONE || !id.equals(subscriber.id())) {
                if (frame != Encoded.NONE) {
                    others = others == null ? new HashMap<>() : others;
                    others.put(id, frame);
                }
                id = subscriber.id();
                var known = others == null ? null : others.get(id);
                frame = known == null ? message.encode(subscriber.head(messageId)) : known;
            }
            subscriber.outbox().enqueue(frame);
        }
    }

    synchronized TopicSubscription subscribe(
            String destination, Subscription.Subscriber subscriber, Optional<Position> after) {
        subscriptions++;
        if (subscriber.isResumable()) {
            resumable++;
        }
        var start = after.orElse(new Position(epoch, last));
        boolean isTrimmed = !start.epoch().equals(epoch) || start.offset() > last || start.offset() + 1 < log.first();
        return new TopicSubscription(
                this, destination, subscriber, isTrimmed ? new Position(epoch, log.first() - 1) : start, isTrimmed);
    }

    /** Lets it listen if it has nothing left to catch up with; false if it has. */
    synchronized boolean listen(TopicSubscription subscription, long offset) {
        if (subscription.isOver()) {
            return true;
        }
        if (offset < last && subscription.subscriber().isResumable()) {
            return false;
        }
        listeners = Arrays.copyOf(listeners, listeners.length + 1);
        listeners[listeners.length - 1] = subscription;
        return true;
    }

    /** The message with this offset; empty if the log has lost it. */
    synchronized Optional<Message> message(long offset) {
        return offset < log.first() ? Optional.empty() : Optional.of(log.get(offset));
    }

    synchronized void remove(TopicSubscription subscription, boolean comesBack) {
        subscriptions--;
        if (subscription.subscriber().isResumable()) {
            resumable--;
        }
        if (comesBack) {
            keepOn();
        }
        for (int i = 0; i < listeners.length; i++) {
            if (listeners[i] == subscription) {
                var fewer = Arrays.copyOf(listeners, listeners.length - 1);
                System.arraycopy(listeners, i + 1, fewer, i, fewer.length - i);
                listeners = fewer;
                return;
            }
        }
    }

    /** Whether nobody listens, nor comes back. */
    synchronized boolean isUnused() {
        if (!isKept()) {
            log.clear();
        }
        return subscriptions == 0 && !isKept();
    }

    String messageId(long offset) {
        return epoch + "." + offset;
    }

    /** The budget of all that is kept. */
    Budget stored() {
        return stored;
    }

    int maxUnacknowledged() {
        return limits.maxUnacknowledged();
    }

    private void keepOn() {
        keepUntil = nanos.getAsLong() + limits.sessionTimeout().toNanos();
    }

    private boolean isKept() {
        return resumable > 0 || nanos.getAsLong() - keepUntil < 0;
    }
}
