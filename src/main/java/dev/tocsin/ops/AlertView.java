package dev.tocsin.ops;

import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Sighting;
import dev.tocsin.alerting.model.Witness;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An episode as the page reads it. Texts come from labels and annotations and are not to be trusted; what is not known
 * is null. An end that nobody reported is the latest possible; it lies behind {@code endsAfter}, where that is known.
 */
public record AlertView(
        String id,
        String fingerprint,
        String name,
        String severity,
        String team,
        String state,
        Instant startsAt,
        Instant endsAt,
        Instant endsAfter,
        String endKnown,
        String endReportedBy,
        Map<String, String> labels,
        Map<String, String> annotations,
        String summary,
        String description,
        String runbookUrl,
        String generatorUrl,
        List<SightingView> sightings) {

    /** What one witness said. */
    public record SightingView(
            String witness, Instant firstSeenAt, Instant lastSeenAt, boolean firing, Instant endsAt) {

        static SightingView of(Witness witness, Sighting sighting) {
            return new SightingView(
                    witness.label(),
                    sighting.firstSeenAt(),
                    sighting.lastSeenAt(),
                    sighting.endedAt().isEmpty(),
                    sighting.endedAt().orElse(null));
        }
    }

    static AlertView of(Episode episode) {
        var labels = episode.labels();
        var annotations = episode.annotations();
        var end = episode.end();
        return new AlertView(
                episode.id().toString(),
                episode.id().fingerprint().hex(),
                labels.alertName(),
                labels.get("severity").orElse(null),
                labels.get("team").orElse(null),
                end.isPresent() ? "resolved" : "firing",
                episode.startsAt(),
                end.map(Episode.End::at).orElse(null),
                end.flatMap(Episode.End::after).orElse(null),
                end.map(known -> known.known().name().toLowerCase(Locale.ROOT)).orElse(null),
                end.flatMap(Episode.End::reportedBy).map(Witness::label).orElse(null),
                labels.byName(),
                annotations,
                annotations.get("summary"),
                annotations.get("description"),
                annotations.get("runbook_url"),
                episode.generatorUrl().orElse(null),
                episode.sightings().entrySet().stream()
                        .map(sighting -> SightingView.of(sighting.getKey(), sighting.getValue()))
                        .toList());
    }
}
