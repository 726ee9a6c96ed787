package dev.tocsin.alerting.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * An alert as one delivery told it.
 *
 * @param startsAt when it began to fire, by the clock of Prometheus, kept to the millisecond
 * @param endedAt when it ended; empty while it fires
 * @param endedAfter when it was last known to fire, if its end was not told but observed, and may be earlier than
 *     {@code endedAt}; empty if the end is exact
 * @param generatorUrl where Prometheus shows the expression; untrusted text
 */
public record Alert(
        Labels labels,
        Map<String, String> annotations,
        Instant startsAt,
        Optional<Instant> endedAt,
        Optional<Instant> endedAfter,
        Optional<String> generatorUrl) {

    public Alert {
        annotations = Map.copyOf(annotations);
        startsAt = startsAt.truncatedTo(ChronoUnit.MILLIS);
        endedAt = endedAt.map(end -> end.truncatedTo(ChronoUnit.MILLIS));
        endedAfter = endedAfter.map(after -> after.truncatedTo(ChronoUnit.MILLIS));
    }

    /** An alert whose end, if any, was told and is exact. */
    public Alert(
            Labels labels,
            Map<String, String> annotations,
            Instant startsAt,
            Optional<Instant> endedAt,
            Optional<String> generatorUrl) {
        this(labels, annotations, startsAt, endedAt, Optional.empty(), generatorUrl);
    }

    public EpisodeId episode() {
        return new EpisodeId(labels.fingerprint(), startsAt);
    }
}
