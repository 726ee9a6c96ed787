package dev.tocsin.alerting.response;

import dev.tocsin.alerting.model.Labels;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;

/** What an entry of the log tells of a deed. */
final class Details {

    private Details() {}

    static JsonObjectBuilder of(Labels labels) {
        return Json.createObjectBuilder().add("alertname", labels.alertName());
    }
}
