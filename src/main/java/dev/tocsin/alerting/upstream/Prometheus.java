package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Labels;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** What Prometheus is asked about alerts. */
@ApplicationScoped
public class Prometheus {

    private final PrometheusApi api;

    /** For the CDI proxy. */
    Prometheus() {
        api = null;
    }

    @Inject
    Prometheus(@RestClient PrometheusApi api) {
        this.api = api;
    }

    /** Whether an alert fires by its rule's last evaluation; empty if Prometheus does not say. */
    public Optional<Boolean> fires(Labels labels) {
        try {
            var alerts = api.alerts().getJsonObject("data").getJsonArray("alerts");
            return Optional.of(alerts.getValuesAs(JsonObject.class).stream()
                    .filter(alert -> alert.getString("state").equals("firing"))
                    .anyMatch(alert -> labels(alert).equals(labels.byName())));
        } catch (WebApplicationException
                | ProcessingException
                | JsonException
                | ClassCastException
                | NullPointerException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> labels(JsonObject alert) {
        return alert.getJsonObject("labels").entrySet().stream()
                .filter(label -> !((JsonString) label.getValue()).getString().isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, label -> ((JsonString) label.getValue()).getString()));
    }
}
