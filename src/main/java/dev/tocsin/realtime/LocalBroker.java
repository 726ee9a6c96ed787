package dev.tocsin.realtime;

import dev.tocsin.telemetry.RealtimeMetrics;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The broker of one server: topics and queues are in its memory. */
final class LocalBroker implements Broker {

    /** Behind the last destination in a file; none is called so. */
    private static final String NO_MORE = "";

    /** What no earlier life of this server has called its channels. */
    private final String life = Integer.toString(new SecureRandom().nextInt(Integer.MAX_VALUE), Character.MAX_RADIX);

    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private final Map<String, MessageQueue> queues = new ConcurrentHashMap<>();
    private final AtomicLong lastEpoch = new AtomicLong();
    private final Budget stored;
    private final RealtimeMetrics metrics;
    private final Limits limits;
    private final LongSupplier nanos;

    /**
     * @param stored the budget of all that is kept
     * @param nanos the time, as {@link System#nanoTime} has it
     */
    LocalBroker(Budget stored, RealtimeMetrics metrics, Limits limits, LongSupplier nanos) {
        this.stored = stored;
        this.metrics = metrics;
        this.limits = limits;
        this.nanos = nanos;
    }

    @Override
    public void publish(List<Message> messages) {
        var reserved = new ArrayList<Runnable>();
        var sendings = new ArrayList<Runnable>(messages.size());
        try {
            for (var message : messages) {
                sendings.add(prepare(message, reserved));
            }
        } catch (ProtocolException e) {
            reserved.forEach(Runnable::run);
            throw e;
        }
        sendings.forEach(Runnable::run);
    }

    /** What sends it, when all have a place; how to give the place back is added to {@code reserved}. */
    private Runnable prepare(Message message, List<Runnable> reserved) {
        var destination = message.destination();
        if (Destination.isTopic(destination)) {
            var topic = topics.get(destination);
            return topic == null ? () -> {} : () -> topic.publish(message);
        }
        var queue = queues.compute(destination, (name, known) -> {
            var found = known == null ? newQueue() : known;
            if (!found.reserve(message)) {
                throw ProtocolException.busy("the queue is full");
            }
            return found;
        });
        reserved.add(() -> queue.free(message));
        return () -> queue.append(message);
    }

    @Override
    public Subscription subscribe(String destination, Subscription.Subscriber subscriber, Optional<Position> after) {
        var made = new Subscription[1];
        if (Destination.isTopic(destination)) {
            topics.compute(destination, (name, known) -> {
                var topic = known == null ? newTopic() : known;
                made[0] = topic.subscribe(destination, subscriber, after);
                return topic;
            });
        } else {
            queues.compute(destination, (name, known) -> {
                var queue = known == null ? newQueue() : known;
                made[0] = queue.subscribe(destination, subscriber);
                return queue;
            });
        }
        return made[0];
    }

    @Override
    public void sweep() {
        topics.keySet()
                .forEach(name -> topics.computeIfPresent(name, (same, topic) -> topic.isUnused() ? null : topic));
        queues.keySet()
                .forEach(name -> queues.computeIfPresent(name, (same, queue) -> queue.isUnused() ? null : queue));
    }

    /** What has to outlive the server. */
    void writeTo(Snapshot.Writer out) throws IOException {
        for (var each : queues.entrySet()) {
            if (!each.getValue().isUnused()) {
                out.text(each.getKey());
                each.getValue().writeTo(out);
            }
        }
        out.text(NO_MORE);
        for (var each : topics.entrySet()) {
            if (!each.getValue().isUnused()) {
                out.text(each.getKey());
                each.getValue().writeTo(out);
            }
        }
        out.text(NO_MORE);
    }

    void readQueues(Snapshot.Reader in) throws IOException {
        for (var name = in.text(); !name.equals(NO_MORE); name = in.text()) {
            queues.put(name, MessageQueue.readFrom(in, limits, stored, metrics));
        }
    }

    void readTopics(Snapshot.Reader in) throws IOException {
        for (var name = in.text(); !name.equals(NO_MORE); name = in.text()) {
            topics.put(name, Topic.readFrom(in, limits, stored, nanos));
        }
    }

    private Topic newTopic() {
        return new Topic(newEpoch(), limits, stored, nanos);
    }

    private MessageQueue newQueue() {
        return new MessageQueue(newEpoch(), limits, stored, metrics);
    }

    private String newEpoch() {
        if (topics.size() + queues.size() >= limits.maxChannels()) {
            throw ProtocolException.busy("there are too many destinations");
        }
        return life + "-" + Long.toString(lastEpoch.incrementAndGet(), Character.MAX_RADIX);
    }
}
