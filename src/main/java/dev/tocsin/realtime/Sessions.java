package dev.tocsin.realtime;

import dev.tocsin.telemetry.RealtimeMetrics;
import dev.tocsin.telemetry.ResumeOutcome;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The sessions of the clients that are connected, and the way back for those that were. */
final class Sessions {

    private static final CloseReason RESUMED =
            new CloseReason(CloseCodes.VIOLATED_POLICY, "the session goes on in another connection");

    /** What became of a return: with any outcome but the first two the session is a new one. */
    record Resumption(StompSession session, ResumeOutcome outcome) {}

    /** Tells the ids of this life of the server from those of an earlier one. */
    private final String life = Integer.toString(new SecureRandom().nextInt(Integer.MAX_VALUE), Character.MAX_RADIX);

    private final AtomicLong lastId = new AtomicLong();
    private final Map<String, StompSession> connected = new ConcurrentHashMap<>();
    private final SessionStore store;
    private final Occupancy users = new Occupancy();
    private final Broker broker;
    private final Budget stored;
    private final RealtimeMetrics metrics;
    private final int maxSubscriptions;
    private final int maxPerUser;

    /**
     * @param stored the budget of all that is kept
     * @param maxSubscriptions of one session
     * @param maxPerUser sessions that are connected
     */
    Sessions(
            SessionStore store,
            Broker broker,
            Budget stored,
            RealtimeMetrics metrics,
            int maxSubscriptions,
            int maxPerUser) {
        this.store = store;
        this.broker = broker;
        this.stored = stored;
        this.metrics = metrics;
        this.maxSubscriptions = maxSubscriptions;
        this.maxPerUser = maxPerUser;
    }

    /** @throws ProtocolException if the user has too many already */
    StompSession open(Peer peer, Outbox outbox, boolean isResumable) {
        var id = life + "-" + Long.toString(lastId.incrementAndGet(), Character.MAX_RADIX);
        return connect(id, isResumable ? Secrets.next() : "", peer, outbox);
    }

    /**
     * Goes on with the session of an earlier connection, which is closed if the server still holds it for open.
     *
     * @param received where the client is in each of its subscriptions
     * @throws ProtocolException if there is no room just now; the client may try again
     */
    Resumption resume(String token, Map<String, Position> received, Peer peer, Outbox outbox) {
        int dot = token.indexOf('.');
        var id = dot < 0 ? token : token.substring(0, dot);
        var secret = dot < 0 ? "" : token.substring(dot + 1);
        var session = claim(id, secret, peer).map(found -> {
            try {
                var resumed = connect(found.id(), secret, peer, outbox);
                restore(resumed, found, received);
                return resumed;
            } catch (ProtocolException e) {
                store.save(found);
                throw e;
            }
        });
        var outcome = session.map(found -> found.trimmed().isEmpty() ? ResumeOutcome.RECOVERED : ResumeOutcome.TRIMMED)
                .orElse(wasIssued(id) ? ResumeOutcome.EXPIRED : ResumeOutcome.UNKNOWN);
        metrics.sessionResumed(outcome);
        return new Resumption(session.orElseGet(() -> open(peer, outbox, true)), outcome);
    }

    private void restore(StompSession session, SessionStore.Remembered found, Map<String, Position> received) {
        try {
            session.restore(found.subscriptions(), received);
        } catch (ProtocolException e) {
            session.giveUp();
            leave(session);
            throw e;
        }
    }

    private Optional<SessionStore.Remembered> claim(String id, String secret, Peer peer) {
        var before = connected.get(id);
        if (before != null && before.isResumable() && before.opensTo(secret, peer)) {
            suspend(before);
            before.outbox().abandon(RESUMED);
        }
        return store.find(id)
                .filter(found -> Secrets.areSame(found.digest(), Secrets.digest(secret))
                        && found.user().equals(peer.user()))
                .filter(found -> store.remove(id));
    }

    private StompSession connect(String id, String secret, Peer peer, Outbox outbox) {
        peer.user().ifPresent(user -> {
            if (users.enter(user) > maxPerUser) {
                users.leave(user);
                throw ProtocolException.overLimit("too many connections of this user");
            }
        });
        var session = new StompSession(id, secret, peer, outbox, broker, stored, maxSubscriptions);
        connected.put(id, session);
        return session;
    }

    /** Once, whoever says it. */
    private void leave(StompSession session) {
        if (connected.remove(session.id(), session)) {
            session.peer().user().ifPresent(users::leave);
        }
    }

    /** The connection is lost: whoever can come back is remembered. */
    void suspend(StompSession session) {
        if (session.isResumable()) {
            session.suspend(store);
        } else {
            session.end();
        }
        leave(session);
    }

    /** The client does not come back. */
    void end(StompSession session) {
        session.end();
        leave(session);
    }

    /** Connected or remembered. */
    int size() {
        return connected.size() + store.size();
    }

    /** Whether this server has issued it; whose time is over, or that has ended, is not known by more than that. */
    private boolean wasIssued(String id) {
        int dash = id.indexOf('-');
        return dash > 0
                && id.substring(0, dash).equals(life)
                && id.length() < 16
                && id.substring(dash + 1).matches("[0-9a-z]+")
                && Long.parseLong(id.substring(dash + 1), Character.MAX_RADIX) <= lastId.get();
    }
}
