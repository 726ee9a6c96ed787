package dev.tocsin.alerting.model;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One firing of one alert from its start to its end, as the witnesses told it.
 *
 * @param annotations as told last before its end
 * @param sightings what each witness said; one at least
 * @param firedAnewAt when the same alert next began to fire; empty if it has not
 * @param endedByHandAt when somebody last ended it by hand, by this service's clock; empty if nobody did
 */
public record Episode(
        Labels labels,
        Map<String, String> annotations,
        Instant startsAt,
        Optional<String> generatorUrl,
        Map<Witness, Sighting> sightings,
        Optional<Instant> firedAnewAt,
        Optional<Instant> endedByHandAt) {

    /** How an end became known. */
    public enum Known {
        /** Prometheus told it, or Alertmanager did of an alert that Prometheus never told of. */
        REPORTED,
        /** The alert was there before, and is missing from what Prometheus or Alertmanager lists. */
        OBSERVED_ABSENT,
        /** Prometheus fell silent, and Alertmanager took the alert for over. */
        TIMED_OUT,
        /** Somebody ended it by hand. */
        BY_HAND,
        /** Nobody told, and the same alert fired anew. */
        FIRED_ANEW
    }

    /**
     * An end.
     *
     * @param at the latest possible time
     * @param after when it was last known to fire; empty if the end is exact or nobody knows
     * @param known how it became known
     * @param reportedBy the witness that told it; empty if somebody ended it by hand, or if its latest possible time is
     *     that of the next firing
     */
    public record End(Instant at, Optional<Instant> after, Known known, Optional<Witness> reportedBy) {}

    /** @throws IllegalArgumentException if nobody has seen it */
    public Episode {
        if (sightings.isEmpty()) {
            throw new IllegalArgumentException("an episode that nobody has seen");
        }
        annotations = Map.copyOf(annotations);
        sightings = Collections.unmodifiableMap(new EnumMap<>(sightings));
    }

    /** The episode as a first delivery tells it. */
    public static Episode first(Witness witness, Instant receivedAt, Alert alert) {
        return new Episode(
                alert.labels(),
                alert.annotations(),
                alert.startsAt(),
                alert.generatorUrl(),
                Map.of(witness, Sighting.first(receivedAt, alert)),
                Optional.empty(),
                Optional.empty());
    }

    /** The episode after one delivery more; the same delivery twice changes only when it was last heard of. */
    public Episode seen(Witness witness, Instant receivedAt, Alert alert) {
        var all = new EnumMap<>(sightings);
        all.put(
                witness,
                sightings.containsKey(witness)
                        ? sightings.get(witness).again(receivedAt, alert)
                        : Sighting.first(receivedAt, alert));
        boolean isOver = end().isPresent();
        return new Episode(
                labels,
                isOver ? annotations : alert.annotations(),
                startsAt,
                isOver ? generatorUrl : alert.generatorUrl(),
                all,
                firedAnewAt,
                endedByHandAt);
    }

    /** The episode with the time at which the same alert next began to fire. */
    public Episode firedAnew(Instant at) {
        return new Episode(labels, annotations, startsAt, generatorUrl, sightings, Optional.of(at), endedByHandAt);
    }

    /** The episode as it is when somebody ends it by hand. */
    public Episode endedByHand(Instant at) {
        return new Episode(labels, annotations, startsAt, generatorUrl, sightings, firedAnewAt, Optional.of(at));
    }

    public boolean isKnownTo(Witness witness) {
        return sightings.containsKey(witness);
    }

    public EpisodeId id() {
        return new EpisodeId(labels.fingerprint(), startsAt);
    }

    /**
     * How the episode ended; empty while it fires. Prometheus is the authority, what it tells before what it remembers.
     * A person's word counts until a witness says after it that the alert fires; a notification does not say so, for it
     * may have been on its way, or be one that Alertmanager tries again.
     * The word of the others counts where it is newer than Prometheus's last and tells an end: Alertmanager reports none
     * for an alert that was silenced when it resolved, so its last "firing" proves nothing; and if it tells an end that
     * Prometheus did not, it has timed the alert out, unless Prometheus's memory confirms the end. Nothing lasts beyond the next
     * firing of the same alert; Alertmanager takes two firings that follow closely for one.
     */
    public Optional<End> end() {
        var remembered = told(Witness.BACKFILL, Known.OBSERVED_ABSENT);
        boolean isTimedOut = isKnownTo(Witness.DIRECT) && remembered.isEmpty();
        var notified = told(Witness.WEBHOOK, isTimedOut ? Known.TIMED_OUT : Known.REPORTED);
        var told = told(Witness.DIRECT, Known.REPORTED)
                .or(this::byHand)
                .or(() -> remembered.filter(end ->
                        notified.isEmpty() || end.at().isBefore(notified.get().at())))
                .or(() -> notified)
                .or(() -> told(Witness.POLL, Known.OBSERVED_ABSENT));
        var anew = firedAnewAt.map(at -> new End(at, Optional.empty(), Known.FIRED_ANEW, Optional.empty()));
        return told.filter(end -> firedAnewAt.isEmpty() || !end.at().isAfter(firedAnewAt.get()))
                .or(() -> anew);
    }

    private Optional<End> byHand() {
        return endedByHandAt
                .filter(at -> sightings.entrySet().stream()
                        .filter(sighting -> sighting.getKey() != Witness.WEBHOOK)
                        .map(Map.Entry::getValue)
                        .noneMatch(word ->
                                word.endedAt().isEmpty() && word.lastSeenAt().isAfter(at)))
                .map(at -> new End(at, Optional.empty(), Known.BY_HAND, Optional.empty()));
    }

    private Optional<End> told(Witness witness, Known known) {
        return Optional.ofNullable(sightings.get(witness))
                .filter(word -> witness == Witness.DIRECT || isNews(word, Witness.DIRECT))
                .filter(word -> witness != Witness.POLL || isNews(word, Witness.WEBHOOK))
                .filter(word -> witness != Witness.WEBHOOK || !isListedAfter(word))
                .flatMap(word -> word.endedAt().map(at -> new End(at, word.endedAfter(), known, Optional.of(witness))));
    }

    /** What Alertmanager notified of as over, and lists again. */
    private boolean isListedAfter(Sighting word) {
        return isKnownTo(Witness.POLL)
                && sightings.get(Witness.POLL).endedAt().isEmpty()
                && sightings.get(Witness.POLL).lastSeenAt().isAfter(word.lastSeenAt());
    }

    private boolean isNews(Sighting word, Witness than) {
        return !sightings.containsKey(than)
                || word.lastSeenAt().isAfter(sightings.get(than).lastSeenAt());
    }
}
