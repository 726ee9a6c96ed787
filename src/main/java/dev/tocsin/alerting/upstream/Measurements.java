package dev.tocsin.alerting.upstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** What Prometheus has measured and which rules it has, for a person who waits: soon or not at all. */
@ApplicationScoped
public class Measurements {

    private static final String NAME = "Prometheus";

    private final PrometheusCharts prometheus;
    private final Duration timeout;
    private final int mostBytes;

    /** For the CDI proxy. */
    Measurements() {
        prometheus = null;
        timeout = null;
        mostBytes = 0;
    }

    /**
     * @param timeout after which Prometheus gives up a query
     * @param mostBytes of an answer
     */
    @Inject
    Measurements(
            @RestClient PrometheusCharts prometheus,
            @ConfigProperty(name = "tocsin.charts.query-timeout") Duration timeout,
            @ConfigProperty(name = "tocsin.charts.max-answer-bytes") int mostBytes) {
        this.prometheus = prometheus;
        this.timeout = timeout;
        this.mostBytes = mostBytes;
    }

    /** @throws UpstreamException if Prometheus does not answer, or not what was asked */
    public List<Series> range(String expression, Window window) {
        return asking(
                () -> prometheus.queryRange(
                        expression,
                        seconds(window.from()),
                        seconds(window.to()),
                        Long.toString(window.step().toSeconds()),
                        timeout.toMillis() + "ms"),
                data -> data.getJsonArray("result").getValuesAs(JsonObject.class).stream()
                        .map(Measurements::series)
                        .toList());
    }

    /**
     * The same for whoever wants a great many values.
     *
     * @throws UpstreamException if Prometheus does not answer, or not what was asked
     */
    public List<Samples> samples(String expression, Window window) {
        return reading(
                () -> prometheus.queryRange(
                        expression,
                        seconds(window.from()),
                        seconds(window.to()),
                        BigDecimal.valueOf(window.step().toMillis(), 3).toPlainString(),
                        timeout.toMillis() + "ms"),
                answer -> Samples.read(answer, window));
    }

    /** All rules that make alerts. */
    public List<WatchingRule> rules() {
        return asking(
                () -> prometheus.rules("alert"),
                data -> data.getJsonArray("groups").getValuesAs(JsonObject.class).stream()
                        .flatMap(group -> group.getJsonArray("rules").getValuesAs(JsonObject.class).stream()
                                .map(rule -> rule(rule, duration(group, "interval"))))
                        .toList());
    }

    private <T> List<T> asking(Supplier<InputStream> call, Function<JsonObject, List<T>> reading) {
        return reading(call, answer -> {
            try (var reader = Json.createReader(answer)) {
                return reading.apply(reader.readObject().getJsonObject("data"));
            }
        });
    }

    private <T> List<T> reading(Supplier<InputStream> call, Function<InputStream, List<T>> reading) {
        try (var answer = call.get()) {
            var bytes = answer.readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw UpstreamException.refused(NAME, "more than " + mostBytes + " bytes of an answer", null);
            }
            return reading.apply(new ByteArrayInputStream(bytes));
        } catch (WebApplicationException e) {
            throw UpstreamException.refused(
                    NAME, Integer.toString(e.getResponse().getStatus()), e);
        } catch (ProcessingException | IOException e) {
            throw UpstreamException.away(NAME, e);
        } catch (JsonException | ClassCastException | NullPointerException | IllegalStateException e) {
            throw UpstreamException.refused(NAME, "an answer that is none of its API", e);
        }
    }

    private static Series series(JsonObject json) {
        var labels = texts(json.getJsonObject("metric"));
        labels.remove("__name__");
        var values = new TreeMap<Instant, BigDecimal>();
        for (var value : json.getJsonArray("values").getValuesAs(JsonArray.class)) {
            var text = value.getString(1);
            if (Double.isFinite(Double.parseDouble(text.replace("Inf", "Infinity")))) {
                values.put(instant(value.getJsonNumber(0)), new BigDecimal(text));
            }
        }
        return new Series(labels, values);
    }

    private static WatchingRule rule(JsonObject json, Duration interval) {
        return new WatchingRule(
                json.getString("name"),
                json.getString("query"),
                texts(json.getJsonObject("labels")),
                duration(json, "duration"),
                json.containsKey("keepFiringFor") ? duration(json, "keepFiringFor") : Duration.ZERO,
                interval,
                OffsetDateTime.parse(json.getString("lastEvaluation")).toInstant(),
                json.getString("lastError", ""),
                json.getJsonArray("alerts").getValuesAs(JsonObject.class).stream()
                        .map(alert -> new WatchingRule.Active(
                                texts(alert.getJsonObject("labels")),
                                alert.getJsonObject("annotations").getString("description", ""),
                                OffsetDateTime.parse(alert.getString("activeAt"))
                                        .toInstant()))
                        .toList());
    }

    private static Duration duration(JsonObject json, String name) {
        return Duration.ofMillis(
                json.getJsonNumber(name).bigDecimalValue().movePointRight(3).longValue());
    }

    private static Map<String, String> texts(JsonObject object) {
        var texts = new HashMap<String, String>();
        object.forEach((name, text) -> texts.put(name, ((JsonString) text).getString()));
        return texts;
    }

    private static Instant instant(JsonNumber seconds) {
        return Instant.ofEpochMilli(seconds.bigDecimalValue().movePointRight(3).longValue());
    }

    private static String seconds(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3).toPlainString();
    }
}
