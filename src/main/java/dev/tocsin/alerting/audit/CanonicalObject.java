package dev.tocsin.alerting.audit;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/** A JSON object in the making, in the form of {@link JsonText}: what an entry of the log says. */
final class CanonicalObject {

    private final TreeMap<String, String> fields = new TreeMap<>();

    CanonicalObject add(String name, String text) {
        return addJson(name, JsonText.quoted(text));
    }

    CanonicalObject add(String name, long number) {
        return addJson(name, Long.toString(number));
    }

    /** Milliseconds since the epoch, or null. */
    CanonicalObject add(String name, Optional<Instant> at) {
        return addJson(name, at.map(Instant::toEpochMilli).map(Object::toString).orElse("null"));
    }

    CanonicalObject addText(String name, Optional<String> text) {
        return addJson(name, text.map(JsonText::quoted).orElse("null"));
    }

    /** @param json a value in canonical form */
    CanonicalObject addJson(String name, String json) {
        fields.put(name, json);
        return this;
    }

    CanonicalObject addAll(JsonObject object) {
        object.forEach((name, value) -> addJson(name, JsonText.of(value)));
        return this;
    }

    @Override
    public String toString() {
        var out = new StringBuilder(512);
        var separator = "{";
        for (var field : fields.entrySet()) {
            out.append(separator)
                    .append(JsonText.quoted(field.getKey()))
                    .append(':')
                    .append(field.getValue());
            separator = ",";
        }
        return out.append(fields.isEmpty() ? "{}" : "}").toString();
    }
}
