package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Suppression;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** What fires by Alertmanager's list, and what keeps it quiet. */
@ApplicationScoped
public class AlertmanagerList {

    /** More than so many reasons for one alert are no better explanation. */
    private static final int MOST_SUPPRESSIONS = 4;

    private final AlertmanagerApi alertmanager;

    /** For the CDI proxy. */
    AlertmanagerList() {
        alertmanager = null;
    }

    @Inject
    AlertmanagerList(@RestClient AlertmanagerApi alertmanager) {
        this.alertmanager = alertmanager;
    }

    /** Those without a name are none that Prometheus sends. */
    public List<AlertmanagerAlert> alerts() {
        return alertmanager.alerts().getValuesAs(JsonObject.class).stream()
                .filter(alert -> alert.getJsonObject("labels").containsKey(Labels.ALERT_NAME))
                .map(AlertmanagerList::alert)
                .toList();
    }

    private static AlertmanagerAlert alert(JsonObject alert) {
        var status = alert.getJsonObject("status");
        var suppressions = new ArrayList<Suppression>();
        suppressions.addAll(suppressions(Suppression.Kind.SILENCED, status, "silencedBy"));
        suppressions.addAll(suppressions(Suppression.Kind.INHIBITED, status, "inhibitedBy"));
        suppressions.addAll(suppressions(Suppression.Kind.MUTED, status, "mutedBy"));
        return new AlertmanagerAlert(
                new Alert(
                        Labels.of(texts(alert.getJsonObject("labels"))),
                        texts(alert.getJsonObject("annotations")),
                        OffsetDateTime.parse(alert.getString("startsAt")).toInstant(),
                        Optional.empty(),
                        Optional.of(alert.getString("generatorURL", "")).filter(url -> !url.isEmpty())),
                suppressions);
    }

    /** Releases before 0.28 do not tell what is muted. */
    private static List<Suppression> suppressions(Suppression.Kind kind, JsonObject status, String field) {
        var by = status.get(field) instanceof JsonArray array ? array : JsonArray.EMPTY_JSON_ARRAY;
        return by.getValuesAs(JsonString.class).stream()
                .limit(MOST_SUPPRESSIONS)
                .map(id -> new Suppression(kind, id.getString()))
                .toList();
    }

    private static Map<String, String> texts(JsonObject object) {
        var texts = new HashMap<String, String>();
        object.forEach((name, text) -> texts.put(name, ((JsonString) text).getString()));
        return texts;
    }
}
