package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.EpisodeId;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * What is about to become an entry: all of it but its place in the chain.
 *
 * @param body canonical JSON, an object
 */
record Event(
        Instant recordedAt,
        Optional<Instant> sourceAt,
        Actor actor,
        Kind kind,
        Optional<EpisodeId> subject,
        String body) {

    /** @throws IllegalArgumentException if the body holds a number that is not whole or too large */
    Event(
            Instant recordedAt,
            Optional<Instant> sourceAt,
            Actor actor,
            Kind kind,
            Optional<EpisodeId> subject,
            JsonObject body) {
        this(recordedAt, sourceAt, actor, kind, subject, JsonText.of(body));
    }

    /** The entry behind {@code previous}. */
    Entry entry(long seq, String previous) {
        return new Entry(
                        seq,
                        Instant.ofEpochMilli(recordedAt.toEpochMilli()),
                        sourceAt.map(at -> Instant.ofEpochMilli(at.toEpochMilli())),
                        JsonText.storable(actor.text()),
                        kind.label(),
                        subject.map(EpisodeId::toString),
                        body,
                        previous,
                        "")
                .sealed();
    }
}
