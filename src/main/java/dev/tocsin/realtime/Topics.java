package dev.tocsin.realtime;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who listens to which topic. A topic is there while somebody listens; no lock is held while messages go out.
 */
@ApplicationScoped
class Topics {

    static final String PREFIX = "/topic/";

    /** Headers of a SEND that are the server's to set, or were between the sender and the server. */
    private static final Set<String> NOT_PASSED_ON =
            Set.of("destination", "receipt", "subscription", "message-id", "ack", "content-length");

    /** One client's subscription; {@code id} is the client's own. */
    record Subscription(String id, Outbox outbox) {}

    private final ConcurrentMap<String, Set<Subscription>> subscriptions = new ConcurrentHashMap<>();
    private final AtomicLong lastMessageId = new AtomicLong();

    void subscribe(String destination, Subscription subscription) {
        subscriptions.compute(destination, (topic, known) -> {
            Set<Subscription> all = known == null ? ConcurrentHashMap.newKeySet() : known;
            all.add(subscription);
            return all;
        });
    }

    void unsubscribe(String destination, Subscription subscription) {
        subscriptions.computeIfPresent(destination, (topic, known) -> {
            known.remove(subscription);
            return known.isEmpty() ? null : known;
        });
    }

    /** Hands a SEND frame as a MESSAGE to everybody who listens to its topic now. */
    void publish(String destination, Frame send) {
        var listeners = subscriptions.get(destination);
        if (listeners == null) {
            return;
        }
        var tail = tail(destination, send);
        for (var listener : listeners) {
            var message = new StringBuilder(tail.length() + listener.id().length() + 24).append("MESSAGE\n");
            Frame.appendHeader(message, Command.MESSAGE, "subscription", listener.id());
            listener.outbox().deliver(message.append(tail).toString());
        }
    }

    /** What all subscribers get alike: written once a message, not once a subscriber. */
    private String tail(String destination, Frame send) {
        var tail = new StringBuilder(send.body().length + 256);
        Frame.appendHeader(
                tail,
                Command.MESSAGE,
                "message-id",
                Long.toString(lastMessageId.incrementAndGet(), Character.MAX_RADIX));
        Frame.appendHeader(tail, Command.MESSAGE, "destination", destination);
        send.headers().forEach((name, value) -> {
            if (!NOT_PASSED_ON.contains(name)) {
                Frame.appendHeader(tail, Command.MESSAGE, name, value);
            }
        });
        Frame.appendHeader(tail, Command.MESSAGE, "content-length", Integer.toString(send.body().length));
        return tail.append('\n')
                .append(new String(send.body(), StandardCharsets.UTF_8))
                .append('\0')
                .toString();
    }
}
