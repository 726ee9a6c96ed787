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

    /**
     * An end.
     *
     * @param reportedBy the witness that told it; empty if somebody ended it by hand, or if only its latest possible
     *     time is known, because the alert fired anew then
     */
    public record End(Instant at, Optional<Witness> reportedBy, boolean isByHand) {

        public End(Instant at, Optional<Witness> reportedBy) {
            this(at, reportedBy, false);
        }
    }

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
                Map.of(witness, Sighting.first(receivedAt, alert.endedAt())),
                Optional.empty(),
                Optional.empty());
    }

    /** The episode after one delivery more; the same delivery twice changes only when it was last heard of. */
    public Episode seen(Witness witness, Instant receivedAt, Alert alert) {
        var all = new EnumMap<>(sightings);
        all.put(
                witness,
                sightings.containsKey(witness)
                        ? sightings.get(witness).again(receivedAt, alert.endedAt())
                        : Sighting.first(receivedAt, alert.endedAt()));
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

    public EpisodeId id() {
        return new EpisodeId(labels.fingerprint(), startsAt);
    }

    /**
     * How the episode ended; empty while it fires. Prometheus is the authority. A person's word counts until a witness
     * says after it that the alert fires. Alertmanager's word counts where it is
     * the newer and tells an end: it reports none for an alert that was silenced when it resolved, so its last "firing"
     * proves nothing. Where nobody told an end, the alert has ended all the same when it fires anew.
     */
    public Optional<End> end() {
        var direct = Optional.ofNullable(sightings.get(Witness.DIRECT));
        var webhook = Optional.ofNullable(sightings.get(Witness.WEBHOOK));
        var told = direct.flatMap(Sighting::endedAt).map(at -> new End(at, Optional.of(Witness.DIRECT)));
        if (told.isPresent()) {
            return told;
        }
        var byHand = endedByHandAt.filter(at -> sightings.values().stream()
                .noneMatch(word -> word.endedAt().isEmpty() && word.lastSeenAt().isAfter(at)));
        if (byHand.isPresent()) {
            return byHand.map(at -> new End(at, Optional.empty(), true));
        }
        return webhook.filter(word -> direct.map(d -> word.lastSeenAt().isAfter(d.lastSeenAt()))
                        .orElse(true))
                .flatMap(Sighting::endedAt)
                .map(at -> new End(at, Optional.of(Witness.WEBHOOK)))
                .or(() -> firedAnewAt.map(at -> new End(at, Optional.empty())));
    }
}
