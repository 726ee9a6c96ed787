package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Sighting;
import dev.tocsin.alerting.model.Witness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a delivery changed of an episode, as entries of the log. A body holds what the episode came to by it, so that the
 * log can be replayed without the rules that decided then.
 */
final class EpisodeEvents {

    private EpisodeEvents() {}

    /** No event if the witness only repeated itself: when it last spoke, and its words while it fires, are no events. */
    static List<Event> told(Witness witness, Instant receivedAt, Optional<Episode> before, Episode after, Told told) {
        var events = new ArrayList<Event>();
        var said = before.map(Episode::sightings).map(sightings -> sightings.get(witness));
        if (said.isEmpty()) {
            var kind = witness == Witness.WEBHOOK ? Kind.NOTIFIED : Kind.FIRED;
            var body = body(after, witness, told).addJson("labels", told.labels());
            events.add(event(kind, witness, receivedAt, Optional.of(after.startsAt()), told.id(), body));
        }
        var end = after.sightings().get(witness).endedAt();
        var endBefore = said.flatMap(Sighting::endedAt);
        boolean isDecidedAnew = said.isPresent() && !endOf(Optional.of(after)).equals(endOf(before));
        if (!end.equals(endBefore) || isDecidedAnew) {
            var kind = end.isPresent() ? Kind.RESOLVED : Kind.REOPENED;
            events.add(event(kind, witness, receivedAt, end, told.id(), body(after, witness, told)));
        }
        return events;
    }

    /** @param episode as it is with the time at which the same alert fired anew */
    static Event refired(Witness witness, Instant receivedAt, Episode episode) {
        var body = body(episode).add("anew_at", episode.firedAnewAt());
        return event(Kind.REFIRED, witness, receivedAt, episode.firedAnewAt(), episode.id(), body);
    }

    private static Event event(
            Kind kind,
            Witness witness,
            Instant receivedAt,
            Optional<Instant> sourceAt,
            EpisodeId subject,
            CanonicalObject body) {
        return new Event(receivedAt, sourceAt, Actor.witness(witness), kind, Optional.of(subject), body.toString());
    }

    private static CanonicalObject body(Episode episode, Witness witness, Told told) {
        var sighting = episode.sightings().get(witness);
        return body(episode, told.annotationsOf(episode))
                .add("witness", witness.label())
                .add("ended_at", sighting.endedAt())
                .add("ended_after", sighting.endedAfter());
    }

    /** What every entry says of the episode: its words, and how it stands. */
    static CanonicalObject body(Episode episode) {
        return body(episode, JsonText.of(episode.annotations()));
    }

    private static CanonicalObject body(Episode episode, String annotations) {
        return new CanonicalObject()
                .add("alertname", episode.labels().alertName())
                .addJson("annotations", annotations)
                .addText("generator_url", episode.generatorUrl())
                .add("ends_at", endOf(Optional.of(episode)));
    }

    private static Optional<Instant> endOf(Optional<Episode> episode) {
        return episode.flatMap(Episode::end).map(Episode.End::at);
    }
}
