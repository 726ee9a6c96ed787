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
 * @param generatorUrl where Prometheus shows the expression; untrusted text
 */
public record Alert(
        Labels labels,
        Map<String, String> annotations,
        Instant startsAt,
        Optional<Instant> endedAt,
        Optional<String> generatorUrl) {

    public Alert {
        annotations = Map.copyOf(annotations);
        startsAt = startsAt.truncatedTo(ChronoUnit.MILLIS);
        endedAt = endedAt.map(end -> end.truncatedTo(ChronoUnit.MILLIS));
    }

    public EpisodeId episode() {
        return new EpisodeId(labels.fingerprint(), startsAt);
    }
}
