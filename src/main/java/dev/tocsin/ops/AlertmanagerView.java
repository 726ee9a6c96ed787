package dev.tocsin.ops;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.function.Function;
import java.util.stream.Collector;

/** Alertmanager's state as the page reads it. Texts come from labels and people, and are not to be trusted. */
final class AlertmanagerView {

    private AlertmanagerView() {}

    static JsonObject of(String url, JsonObject status, JsonArray receivers, JsonArray groups, JsonArray silences) {
        return Json.createObjectBuilder()
                .add("now", Instant.now().toString())
                .add("url", url)
                .add("version", status.getJsonObject("versionInfo").getString("version"))
                .add("uptimeSince", status.getString("uptime"))
                .add("cluster", cluster(status.getJsonObject("cluster")))
                .add("receivers", mapped(receivers, receiver -> receiver.get("name")))
                .add("groups", mapped(groups, AlertmanagerView::group))
                .add("silences", mapped(silences, AlertmanagerView::silence))
                .build();
    }

    /** An instance that runs alone lists no peers. */
    private static JsonObject cluster(JsonObject cluster) {
        return Json.createObjectBuilder()
                .add("status", cluster.get("status"))
                .add("peers", cluster.getOrDefault("peers", JsonValue.EMPTY_JSON_ARRAY))
                .build();
    }

    private static JsonObject group(JsonObject group) {
        return Json.createObjectBuilder()
                .add("receiver", group.getJsonObject("receiver").get("name"))
                .add("labels", group.get("labels"))
                .add("alerts", mapped(group.getJsonArray("alerts"), AlertmanagerView::alert))
                .build();
    }

    private static JsonObject alert(JsonObject alert) {
        var status = alert.getJsonObject("status");
        return Json.createObjectBuilder()
                .add("fingerprint", alert.get("fingerprint"))
                .add("labels", alert.get("labels"))
                .add("annotations", alert.get("annotations"))
                .add("startsAt", alert.get("startsAt"))
                .add("state", status.get("state"))
                .add("silencedBy", status.get("silencedBy"))
                .add("inhibitedBy", status.get("inhibitedBy"))
                .build();
    }

    private static JsonObject silence(JsonObject silence) {
        return Json.createObjectBuilder(silence)
                .add("state", silence.getJsonObject("status").get("state"))
                .build();
    }

    private static JsonArray mapped(JsonArray array, Function<JsonObject, JsonValue> mapping) {
        return array.getValuesAs(JsonObject.class).stream()
                .map(mapping)
                .collect(Collector.of(
                        Json::createArrayBuilder,
                        JsonArrayBuilder::add,
                        JsonArrayBuilder::addAll,
                        JsonArrayBuilder::build));
    }
}
