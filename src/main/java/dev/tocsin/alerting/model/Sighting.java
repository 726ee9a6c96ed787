package dev.tocsin.alerting.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What one witness has said of one episode so far.
 *
 * @param firstSeenAt when it first spoke, by this service's clock
 * @param lastSeenAt when it last spoke, by this service's clock
 * @param endedAt the end that it reported last, by the clock of Prometheus; empty if it last said that the alert fires
 */
public record Sighting(Instant firstSeenAt, Instant lastSeenAt, Optional<Instant> endedAt) {

    static Sighting first(Instant at, Optional<Instant> endedAt) {
        return new Sighting(at, at, endedAt);
    }

    Sighting again(Instant at, Optional<Instant> endedAtNow) {
        return new Sighting(firstSeenAt, at, endedAtNow);
    }
}
