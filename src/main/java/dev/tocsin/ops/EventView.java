package dev.tocsin.ops;

import dev.tocsin.alerting.audit.Entry;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Instant;

/** One thing that happened to an alert: an entry of the audit log, without what it came to. */
public record EventView(long seq, Instant at, Instant sourceAt, String actor, String kind, JsonObject details) {

    static EventView of(Entry entry) {
        try (JsonReader reader = Json.createReader(new StringReader(entry.body()))) {
            var details = Json.createObjectBuilder(reader.readObject())
                    .remove("response")
                    .build();
            return new EventView(
                    entry.seq(),
                    entry.recordedAt(),
                    entry.sourceAt().orElse(null),
                    entry.actor(),
                    entry.kind(),
                    details);
        }
    }
}
