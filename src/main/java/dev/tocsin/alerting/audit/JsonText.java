package dev.tocsin.alerting.audit;

import jakarta.json.Json;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.Map;
import java.util.stream.Collectors;

/** Texts by name, as a JSON object in a column. */
final class JsonText {

    private JsonText() {}

    static String of(Map<String, String> texts) {
        var object = Json.createObjectBuilder();
        texts.forEach(object::add);
        return object.build().toString();
    }

    static Map<String, String> toMap(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            return reader.readObject().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, text -> ((JsonString) text.getValue()).getString()));
        }
    }
}
