package dev.tocsin.alerting.completeness;

import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Suppression;
import dev.tocsin.alerting.model.Witness;
import dev.tocsin.alerting.upstream.Outage;
import dev.tocsin.telemetry.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds out why one side does not know an episode; what proves most comes first. */
final class Explanation {

    private final Evidence evidence;
    private final Instant now;

    Explanation(Evidence evidence, Instant now) {
        this.evidence = evidence;
        this.now = now;
    }

    /**
     * @param suppressions what was seen to keep Alertmanager from telling
     * @param earlier the firing of the same alert before
     */
    Gap of(Episode episode, List<Suppression> suppressions, Optional<Episode> earlier) {
        if (episode.isKnownTo(Witness.WEBHOOK)) {
            return new Gap(episode, true, episode.generatorUrl().isEmpty() ? Reason.FOREIGN : Reason.UNKNOWN, "");
        }
        return suppressed(episode, suppressions)
                .or(() -> silenced(episode))
                .or(() -> earlier.filter(before -> isMerged(before, episode))
                        .map(before -> gap(episode, Reason.MERGED, before.id().toString())))
                .or(() -> down(episode, Reason.SERVICE_DOWN, evidence.serviceOutages()))
                .or(() -> down(episode, Reason.ALERTMANAGER_DOWN, evidence.alertmanagerOutages()))
                .or(() -> truncated(episode))
                .or(() -> tooShort(episode))
                .orElseGet(() -> gap(episode, Reason.UNKNOWN, ""));
    }

    private static Gap gap(Episode episode, Reason reason, String detail) {
        return new Gap(episode, false, reason, detail);
    }

    private static Optional<Gap> suppressed(Episode episode, List<Suppression> suppressions) {
        return suppressions.stream()
                .findFirst()
                .map(first -> gap(episode, Reason.valueOf(first.kind().name()), first.by()));
    }

    private Optional<Gap> silenced(Episode episode) {
        return evidence.silences().stream()
                .filter(silence -> silence.covers(episode.labels(), episode.startsAt(), end(episode)))
                .findFirst()
                .map(silence -> gap(episode, Reason.SILENCED, silence.id()));
    }

    /** What Alertmanager says of the earlier firing reaches into this one. */
    private static boolean isMerged(Episode earlier, Episode episode) {
        return Optional.ofNullable(earlier.sightings().get(Witness.WEBHOOK))
                .or(() -> Optional.ofNullable(earlier.sightings().get(Witness.POLL)))
                .filter(word -> word.endedAt().orElse(word.lastSeenAt()).isAfter(episode.startsAt()))
                .isPresent();
    }

    /** Down when Alertmanager would have told, and back so late that trying again did not help any more. */
    private Optional<Gap> down(Episode episode, Reason reason, List<Outage> outages) {
        var due = episode.startsAt().plus(evidence.notifiedWithin());
        var tooLate = end(episode).minus(evidence.notifiedWithin()).minus(evidence.repeatedWithin());
        return outages.stream()
                .filter(outage ->
                        outage.overlaps(episode.startsAt(), due) && outage.to().isAfter(tooLate))
                .findFirst()
                .map(outage -> gap(episode, reason, outage.from() + " to " + outage.to()));
    }

    private Optional<Gap> truncated(Episode episode) {
        return evidence.truncations().stream()
                .filter(truncation -> !truncation.receivedAt().isBefore(episode.startsAt())
                        && !truncation.receivedAt().isAfter(end(episode).plus(evidence.notifiedWithin()))
                        && episode.labels()
                                .byName()
                                .entrySet()
                                .containsAll(truncation.groupLabels().entrySet()))
                .findFirst()
                .map(truncation ->
                        gap(episode, Reason.TRUNCATED, truncation.receivedAt().toString()));
    }

    private Optional<Gap> tooShort(Episode episode) {
        var lasted = Duration.between(episode.startsAt(), end(episode));
        return lasted.compareTo(evidence.notifiedWithin()) <= 0
                ? Optional.of(gap(episode, Reason.TOO_SHORT, lasted.toString()))
                : Optional.empty();
    }

    private Instant end(Episode episode) {
        return episode.end().map(Episode.End::at).orElse(now);
    }
}
