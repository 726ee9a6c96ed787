package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Sighting;
import dev.tocsin.alerting.model.Witness;
import jakarta.json.JsonObjectBuilder;
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
    static List<Event> told(Witness witness, Instant receivedAt, Optional<Episode> before, Episode after) {
        var events = new ArrayList<Event>();
        var said = before.map(Episode::sightings).map(sightings -> sightings.get(witness));
        if (said.isEmpty()) {
            var kind = witness == Witness.WEBHOOK ? Kind.NOTIFIED : Kind.FIRED;
            var body = body(after, witness)
                    .add("labels", JsonText.object(after.labels().byName()));
            events.add(event(kind, witness, receivedAt, Optional.of(after.startsAt()), after, body));
        }
        var told = after.sightings().get(witness).endedAt();
        var toldBefore = said.flatMap(Sighting::endedAt);
        boolean isDecidedAnew = said.isPresent() && !endOf(Optional.of(after)).equals(endOf(before));
        if (!told.equals(toldBefore) || isDecidedAnew) {
            var kind = told.isPresent() ? Kind.RESOLVED : Kind.REOPENED;
            events.add(event(kind, witness, receivedAt, told, after, body(after, witness)));
        }
        return events;
    }

    /** @param episode as it is with the time at which the same alert fired anew */
    static Event refired(Witness witness, Instant receivedAt, Episode episode) {
        var body =
                body(episode).add("anew_at", episode.firedAnewAt().orElseThrow().toEpochMilli());
        return event(Kind.REFIRED, witness, receivedAt, episode.firedAnewAt(), episode, body);
    }

    private static Event event(
            Kind kind,
            Witness witness,
            Instant receivedAt,
            Optional<Instant> sourceAt,
            Episode episode,
            JsonObjectBuilder body) {
        return new Event(receivedAt, sourceAt, Actor.witness(witness), kind, Optional.of(episode.id()), body.build());
    }

    private static JsonObjectBuilder body(Episode episode, Witness witness) {
        return body(episode)
                .add("witness", witness.label())
                .add(
                        "ended_at",
                        JsonText.millis(episode.sightings().get(witness).endedAt()))
                .add(
                        "ended_after",
                        JsonText.millis(episode.sightings().get(witness).endedAfter()));
    }

    /** What every entry says of the episode: its words, and how it stands. */
    static JsonObjectBuilder body(Episode episode) {
        return JsonText.builder()
                .add("alertname", episode.labels().alertName())
                .add("annotations", JsonText.object(episode.annotations()))
                .add("generator_url", JsonText.text(episode.generatorUrl()))
                .add("ends_at", JsonText.millis(endOf(Optional.of(episode))));
    }

    private static Optional<Instant> endOf(Optional<Episode> episode) {
        return episode.flatMap(Episode::end).map(Episode.End::at);
    }
}
