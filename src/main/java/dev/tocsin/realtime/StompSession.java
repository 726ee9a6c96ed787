package dev.tocsin.realtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What one client has at the broker: its subscriptions, under one name. */
final class StompSession {

    /** What a subscription takes beside its names, in bytes. */
    private static final int OVERHEAD = 400;

    private final String id;
    private final String secret;
    private final Peer peer;
    private final Outbox outbox;
    private final Broker broker;
    private final Budget stored;
    private final int maxSubscriptions;
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private int lastSerial;
    private long bytes;
    private boolean isOver;

    /**
     * @param secret what the client has to know to come back; empty for one that does not
     * @param stored the budget of all that is kept
     */
    StompSession(
            String id, String secret, Peer peer, Outbox outbox, Broker broker, Budget stored, int maxSubscriptions) {
        this.id = id;
        this.secret = secret;
        this.peer = peer;
        this.outbox = outbox;
        this.broker = broker;
        this.stored = stored;
        this.maxSubscriptions = maxSubscriptions;
    }

    String id() {
        return id;
    }

    /** What the client shows when it comes back; empty for one that does not. */
    Optional<String> token() {
        return isResumable() ? Optional.of(id + "." + secret) : Optional.empty();
    }

    boolean isResumable() {
        return !secret.isEmpty();
    }

    Peer peer() {
        return peer;
    }

    /** Goes on with the subscriptions of an earlier connection; they stand still until {@link #begin}. */
    synchronized void restore(List<SessionStore.Entry> entries, Map<String, Position> received) {
        for (var entry : entries) {
            var after = Optional.ofNullable(received.get(entry.id())).or(entry::start);
            add(entry.id(), entry.destination(), entry.ack(), after);
        }
    }

    synchronized void begin() {
        subscriptions.values().forEach(Subscription::begin);
    }

    synchronized List<String> destinations() {
        return subscriptions.values().stream().map(Subscription::destination).toList();
    }

    synchronized List<String> subscriptionIds() {
        return List.copyOf(subscriptions.keySet());
    }

    /** The subscriptions that have lost messages, because what is kept does not reach back so far. */
    synchronized List<String> trimmed() {
        return subscriptions.values().stream()
                .filter(Subscription::isTrimmed)
                .map(each -> each.subscriber().id())
                .toList();
    }

    /** A client that comes back may say again what it subscribes to, as its library does anyhow. */
    synchronized void subscribe(String subscription, String destination, AckMode ack) {
        var known = subscriptions.get(subscription);
        if (known == null) {
            if (subscriptions.size() == maxSubscriptions) {
                throw ProtocolException.overLimit("more than " + maxSubscriptions + " subscriptions");
            }
            add(subscription, destination, ack, Optional.empty()).ifPresent(Subscription::begin);
        } else if (!isResumable()
                || !known.destination().equals(destination)
                || known.subscriber().ack() != ack) {
            throw ProtocolException.malformed("there is a subscription with this id already");
        }
    }

    synchronized void unsubscribe(String subscription) {
        var known = subscriptions.remove(subscription);
        if (known == null) {
            throw ProtocolException.malformed("there is no subscription with this id");
        }
        known.end();
        give(size(known));
    }

    /** @throws ProtocolException if nothing with this id waits to be acknowledged */
    synchronized void acknowledge(AckId ack, boolean consumed) {
        subscription(ack).orElseThrow(ProtocolException::notWaiting).acknowledge(ack.number(), consumed);
    }

    /** Whether something with this id waits to be acknowledged. */
    synchronized boolean isWaiting(AckId ack) {
        return subscription(ack).filter(each -> each.isWaiting(ack.number())).isPresent();
    }

    /** The connection is lost, or another has taken its place; what is left of it goes into the store, once. */
    synchronized void suspend(SessionStore store) {
        if (isOver) {
            return;
        }
        var entries = new ArrayList<SessionStore.Entry>();
        for (var each : subscriptions.values()) {
            entries.add(new SessionStore.Entry(
                    each.subscriber().id(),
                    each.destination(),
                    each.subscriber().ack(),
                    each.start()));
        }
        // What it holds while it is connected makes room for what is remembered of it.
        give(bytes);
        var isSaved = store.save(new SessionStore.Remembered(id, Secrets.digest(secret), peer.user(), entries));
        end(isSaved ? Subscription::suspend : Subscription::end);
    }

    /** It could not be restored, and is as it was. */
    synchronized void giveUp() {
        end(Subscription::suspend);
    }

    /** The client does not come back. */
    synchronized void end() {
        end(Subscription::end);
    }

    private void end(Consumer<Subscription> way) {
        isOver = true;
        subscriptions.values().forEach(way);
        subscriptions.clear();
        give(bytes);
    }

    Outbox outbox() {
        return outbox;
    }

    boolean opensTo(String shown, Peer whom) {
        return Secrets.areSame(secret, shown) && peer.user().equals(whom.user());
    }

    private Optional<Subscription> add(String name, String destination, AckMode ack, Optional<Position> after) {
        if (isOver) {
            return Optional.empty();
        }
        int size = size(name, destination);
        if (bytes + size > stored.allowance(Long.MAX_VALUE)) {
            throw ProtocolException.busy("there is no room for another subscription");
        }
        var subscriber = new Subscription.Subscriber(name, ++lastSerial, ack, outbox, isResumable());
        var added = broker.subscribe(destination, subscriber, after);
        subscriptions.put(name, added);
        bytes += size;
        stored.take(size);
        return Optional.of(added);
    }

    private void give(long size) {
        bytes -= size;
        stored.give(size);
    }

    private static int size(Subscription subscription) {
        return size(subscription.subscriber().id(), subscription.destination());
    }

    private static int size(String name, String destination) {
        return OVERHEAD + name.length() + destination.length();
    }

    private Optional<Subscription> subscription(AckId ack) {
        return subscriptions.values().stream()
                .filter(each -> each.subscriber().serial() == ack.serial())
                .findFirst();
    }
}
