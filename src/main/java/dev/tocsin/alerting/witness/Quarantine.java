package dev.tocsin.alerting.witness;

import dev.tocsin.alerting.audit.Actor;
import dev.tocsin.alerting.audit.AuditLog;
import dev.tocsin.alerting.audit.Kind;
import dev.tocsin.alerting.model.Witness;
import dev.tocsin.alerting.witness.Delivery.Poison;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What cannot be read of deliveries, kept in the audit log: what a witness tried to tell is evidence too. */
@ApplicationScoped
class Quarantine {

    static final int KEPT_CHARACTERS = 16 * 1024;

    /** A sender that has gone mad must not fill the disk: beyond so many an hour they are counted only. */
    static final int MOST_AN_HOUR = 100;

    private final AuditLog log;
    private final Clock clock;

    /** A sender may try again and again: the same once more is no news. */
    private final Map<Witness, Poison> last = new ConcurrentHashMap<>();

    private final Deque<Instant> kept = new ArrayDeque<>();

    /** For the CDI proxy. */
    Quarantine() {
        log = null;
        clock = null;
    }

    @Inject
    Quarantine(AuditLog log) {
        this.log = log;
        this.clock = Clock.systemUTC();
    }

    void put(Witness witness, Poison poison) {
        if (!poison.equals(last.put(witness, poison)) && isRoom()) {
            var payload = poison.payload();
            var body = Json.createObjectBuilder()
                    .add("reason", poison.reason())
                    .add("characters", payload.length())
                    .add("payload", payload.substring(0, Math.min(payload.length(), KEPT_CHARACTERS)));
            log.append(Actor.witness(witness), Kind.QUARANTINED, Optional.empty(), body.build());
        }
    }

    private synchronized boolean isRoom() {
        var now = clock.instant();
        while (!kept.isEmpty() && kept.peek().isBefore(now.minus(Duration.ofHours(1)))) {
            kept.remove();
        }
        return kept.size() < MOST_AN_HOUR && kept.add(now);
    }
}
