package dev.tocsin.alerting.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What one witness has said of one episode so far.
 *
 * @param firstSeenAt when it first spoke, by this service's clock
 * @param lastSeenAt when it last spoke, by this service's clock
 * @param endedAt the end that it reported last, by the clock of Prometheus; empty if it last said that the alert fires
 * @param endedAfter when it was last known to fire, where the end was observed; empty if the end was told
 */
public record Sighting(
        Instant firstSeenAt, Instant lastSeenAt, Optional<Instant> endedAt, Optional<Instant> endedAfter) {

    /** A word that is exact, or tells no end. */
    public Sighting(Instant firstSeenAt, Instant lastSeenAt, Optional<Instant> endedAt) {
        this(firstSeenAt, lastSeenAt, endedAt, Optional.empty());
    }

    static Sighting first(Instant at, Alert alert) {
        return new Sighting(at, at, alert.endedAt(), alert.endedAfter());
    }

    Sighting again(Instant at, Alert alert) {
        return new Sighting(firstSeenAt, at, alert.endedAt(), alert.endedAfter());
    }
}
