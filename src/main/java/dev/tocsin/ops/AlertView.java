package dev.tocsin.ops;

import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Response;
import dev.tocsin.alerting.model.Sighting;
import dev.tocsin.alerting.model.Witness;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An episode as the page reads it. Texts come from labels and annotations and are not to be trusted; what is not known
 * is null. An end that nobody reported is the latest possible; it lies behind {@code endsAfter}, where that is known.
 *
 * @param revision what stands in the alert's {@code ETag}
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
        List<SightingView> sightings,
        AcknowledgementView acknowledgement,
        ResolutionView resolution,
        VerdictView verdict,
        long notes,
        long revision) {

    /** Who has taken the alert on; it lasts until {@code expiresAt}, or until the episode has ended. */
    public record AcknowledgementView(String by, Instant at, Instant expiresAt, String note) {

        static AcknowledgementView of(Response.Acknowledgement taken) {
            return new AcknowledgementView(
                    taken.by(), taken.at(), taken.until(), taken.note().orElse(null));
        }
    }

    /**
     * That somebody ended it by hand.
     *
     * @param condition whether Prometheus still saw the reason for the alert then: holds, gone or unknown
     * @param detail what that means, for a person
     */
    public record ResolutionView(String by, Instant at, String reason, String condition, String detail) {

        static ResolutionView of(Response.Resolution done) {
            var detail = switch (done.condition()) {
                case HOLDS -> "the condition still holds: Prometheus will tell of the alert again within a minute";
                case GONE -> "the condition no longer holds";
                case UNKNOWN -> "Prometheus did not say whether the condition still holds";
            };
            return new ResolutionView(
                    done.by(), done.at(), done.reason(), done.condition().label(), detail);
        }
    }

    /** What the episode was, as somebody says. */
    public record VerdictView(String verdict, String by, Instant at, String reason) {

        static VerdictView of(Response.Judgement said) {
            return new VerdictView(
                    said.verdict().label(), said.by(), said.at(), said.reason().orElse(null));
        }
    }

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

    static AlertView of(Episode episode, Response response, Instant now) {
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
                        .toList(),
                response.acknowledgement()
                        .filter(taken -> end.isPresent() || !taken.isOver(now))
                        .map(AcknowledgementView::of)
                        .orElse(null),
                response.resolution().map(ResolutionView::of).orElse(null),
                response.judgement().map(VerdictView::of).orElse(null),
                response.notes(),
                response.revision());
    }
}
