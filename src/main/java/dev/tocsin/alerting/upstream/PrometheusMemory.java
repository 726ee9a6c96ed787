package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Fingerprint;
import dev.tocsin.alerting.model.Labels;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * What Prometheus remembers of its alerts. It writes a sample of {@code ALERTS} at each evaluation at which an alert is
 * there, with the evaluation's time; the first one that says "firing" has the very time that Prometheus sends as the
 * alert's start. A selector with a range gives the samples as they are, where a range query would give steps.
 */
@ApplicationScoped
public class PrometheusMemory {

    /** Of many alerts that fire the whole time, an answer holds an hour. */
    private static final Duration PAGE = Duration.ofHours(1);

    private static final String FIRING = "ALERTS{alertstate=\"firing\"%s}";
    private static final String ACTIVE_AT = "ALERTS_FOR_STATE{%s}";

    private final PrometheusQueries prometheus;

    /** For the CDI proxy. */
    PrometheusMemory() {
        prometheus = null;
    }

    @Inject
    PrometheusMemory(@RestClient PrometheusQueries prometheus) {
        this.prometheus = prometheus;
    }

    /**
     * Every alert that fired at an evaluation from {@code from} to {@code to}.
     *
     * @throws UnsupportedOperationException if Prometheus sends other labels than it remembers
     */
    public Collection<AlertSeries> firing(Instant from, Instant to) {
        return series("", from, to);
    }

    /** The same of one alert's name. */
    public Collection<AlertSeries> firing(String alertName, Instant from, Instant to) {
        var quoted = alertName.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return series(Labels.ALERT_NAME + "=\"" + quoted + "\"", from, to);
    }

    private Collection<AlertSeries> series(String selector, Instant from, Instant to) {
        var configuration = configuration();
        if (configuration.contains("alert_relabel_configs:")) {
            throw new UnsupportedOperationException(
                    "alert_relabel_configs: Prometheus sends other labels than it remembers");
        }
        var external = ExternalLabels.of(configuration);
        var found = new HashMap<Labels, NavigableMap<Instant, Instant>>();
        for (var start = from; start.isBefore(to); start = start.plus(PAGE)) {
            var end = start.plus(PAGE).isBefore(to) ? start.plus(PAGE) : to;
            read(external, found, selector, start, end);
        }
        return found.entrySet().stream()
                .map(series -> new AlertSeries(series.getKey(), series.getValue()))
                .toList();
    }

    private void read(
            ExternalLabels external,
            Map<Labels, NavigableMap<Instant, Instant>> found,
            String selector,
            Instant start,
            Instant end) {
        var since = new HashMap<Labels, Map<Instant, Instant>>();
        samples(ACTIVE_AT.formatted(selector), start, end)
                .forEach((labels, values) -> since.put(external.addedTo(labels), instants(values)));
        samples(FIRING.formatted("," + selector), start, end).forEach((own, values) -> {
            own.remove("alertstate");
            var labels = external.addedTo(own);
            var sinceWhen = since.getOrDefault(labels, Map.of());
            var firing = found.computeIfAbsent(labels, first -> new TreeMap<>());
            values.keySet().forEach(at -> firing.put(at, sinceWhen.getOrDefault(at, at)));
        });
    }

    /** The values of a selector by labels and time, the metric's name left out. */
    Map<Map<String, String>, Map<Instant, BigDecimal>> samples(String selector, Instant from, Instant to) {
        var range = Math.max(1, Duration.between(from, to).toMillis());
        var answer = prometheus.query(
                selector + "[" + range + "ms]",
                BigDecimal.valueOf(to.toEpochMilli(), 3).toPlainString());
        var samples = new HashMap<Map<String, String>, Map<Instant, BigDecimal>>();
        for (var series : answer.getJsonObject("data").getJsonArray("result").getValuesAs(JsonObject.class)) {
            var labels = texts(series.getJsonObject("metric"));
            labels.remove("__name__");
            var values = new TreeMap<Instant, BigDecimal>();
            for (var value : series.getJsonArray("values").getValuesAs(JsonArray.class)) {
                values.put(instant(value.getJsonNumber(0)), new BigDecimal(value.getString(1)));
            }
            samples.put(labels, values);
        }
        return samples;
    }

    /** The rules that make alerts, by the alert's name. */
    public Map<String, AlertRule> rules() {
        var rules = new HashMap<String, AlertRule>();
        for (var group : groups()) {
            var interval = seconds(group.getJsonNumber("interval"));
            for (var rule : group.getJsonArray("rules").getValuesAs(JsonObject.class)) {
                var annotations = texts(rule.getJsonObject("annotations"));
                annotations.values().removeIf(text -> text.contains("{{"));
                rules.put(
                        rule.getString("name"),
                        new AlertRule(interval, seconds(rule.getJsonNumber("duration")), annotations));
            }
        }
        return rules;
    }

    /**
     * Whose condition holds by the rules' last evaluation, pending or firing; the heartbeat is none of them.
     *
     * @throws jakarta.json.JsonException if the answer is not as Prometheus's is
     */
    List<Condition> conditions() {
        var external = ExternalLabels.of(configuration());
        var conditions = new ArrayList<Condition>();
        for (var group : groups()) {
            for (var rule : group.getJsonArray("rules").getValuesAs(JsonObject.class)) {
                var hold = seconds(rule.getJsonNumber("duration"));
                var evaluatedAt = Instant.parse(rule.getString("lastEvaluation"));
                for (var alert : rule.getJsonArray("alerts").getValuesAs(JsonObject.class)) {
                    conditions.add(new Condition(
                            external.addedTo(texts(alert.getJsonObject("labels"))),
                            texts(alert.getJsonObject("annotations")),
                            alert.getString("state").equals("firing"),
                            Instant.parse(alert.getString("activeAt")),
                            hold,
                            evaluatedAt,
                            Double.parseDouble(alert.getString("value").replace("Inf", "Infinity"))));
                }
            }
        }
        conditions.removeIf(condition -> condition.labels().isHeartbeat());
        return conditions;
    }

    private List<JsonObject> groups() {
        return prometheus
                .rules("alert")
                .getJsonObject("data")
                .getJsonArray("groups")
                .getValuesAs(JsonObject.class);
    }

    /** What fires now. */
    public Set<Fingerprint> firingNow() {
        var external = ExternalLabels.of(configuration());
        return prometheus.alerts().getJsonObject("data").getJsonArray("alerts").getValuesAs(JsonObject.class).stream()
                .filter(alert -> alert.getString("state").equals("firing"))
                .map(alert ->
                        external.addedTo(texts(alert.getJsonObject("labels"))).fingerprint())
                .collect(Collectors.toSet());
    }

    private String configuration() {
        return prometheus.config().getJsonObject("data").getString("yaml");
    }

    private static Map<String, String> texts(JsonObject object) {
        var texts = new HashMap<String, String>();
        if (object != null) {
            object.forEach((name, text) -> texts.put(name, ((JsonString) text).getString()));
        }
        return texts;
    }

    private static Map<Instant, Instant> instants(Map<Instant, BigDecimal> values) {
        var instants = new HashMap<Instant, Instant>();
        values.forEach((at, value) -> instants.put(at, Instant.ofEpochSecond(value.longValue())));
        return instants;
    }

    private static Instant instant(JsonNumber seconds) {
        return Instant.ofEpochMilli(seconds.bigDecimalValue().movePointRight(3).longValue());
    }

    private static Duration seconds(JsonNumber seconds) {
        return Duration.ofMillis(seconds.bigDecimalValue().movePointRight(3).longValue());
    }
}
