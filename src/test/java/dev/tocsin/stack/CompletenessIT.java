package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever part of the stack is killed, and whatever fires meanwhile: in the end the record holds what Prometheus
 * remembers, each firing once, with its start to the millisecond.
 */
class CompletenessIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path FOLDER = Path.of("target/completeness").toAbsolutePath();

    /** Evaluated every second; a scene's alerts are told apart by the label. */
    private static final String RULES = """
            groups:
              - name: completeness
                interval: 1s
                rules:
                  - alert: Storm
                    expr: storm == 1
                    labels:
                      severity: info
                    annotations:
                      summary: A storm
            """;

    private static final Exporter EXPORTER = new Exporter(Stack.freePort());
    private static Stack stack;
    private static Part app;
    private static Part prometheus;
    private static Part alertmanager;

    /** One firing as Prometheus remembers it. */
    private record Remembered(String number, Instant activeAt, Instant first, Instant last) {}

    @BeforeAll
    static void start() throws IOException {
        stack = Stack.start(
                FOLDER,
                Map.of(
                        "TOCSIN_NODE_EXPORTER_PORT", Integer.toString(EXPORTER.port()),
                        "TOCSIN_COMPLETENESS_INTERVAL", "PT1S",
                        "TOCSIN_COMPLETENESS_PATIENCE", "PT6S"),
                "app",
                "prometheus",
                "alertmanager");
        app = Part.of(FOLDER, "app");
        prometheus = Part.of(FOLDER, "prometheus");
        alertmanager = Part.of(FOLDER, "alertmanager");
        var configuration = FOLDER.resolve("config/prometheus.yml");
        Files.writeString(FOLDER.resolve("config/completeness.yml"), RULES);
        Files.writeString(
                configuration,
                Files.readString(configuration).replace("rule_files:\n", "rule_files:\n  - completeness.yml\n"));
        prometheus.hangUp();
    }

    @AfterAll
    static void stop() {
        stack.close();
        EXPORTER.close();
    }

    private static String series(String scene, int number) {
        return "storm{scene=\"%s\",n=\"%d\"}".formatted(scene, number);
    }

    /** Lets alerts fire, and waits until Prometheus has seen it. */
    private static void fire(String scene, int... numbers) {
        for (int number : numbers) {
            EXPORTER.set(series(scene, number), 1);
        }
        for (int number : numbers) {
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(200)).until(() -> fires(scene, number));
        }
    }

    private static void end(String scene, int... numbers) {
        for (int number : numbers) {
            EXPORTER.set(series(scene, number), 0);
        }
        for (int number : numbers) {
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(200)).until(() -> !fires(scene, number));
        }
    }

    private static boolean fires(String scene, int number) {
        return !stack.query("ALERTS{alertstate=\"firing\",scene=\"%s\",n=\"%d\"}".formatted(scene, number))
                .isEmpty();
    }

    private static void awaitUp() {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> stack.send(HttpRequest.newBuilder(stack.app("/health/ready")))
                                .statusCode()
                        == 200);
    }

    private static void awaitPrometheus() {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> stack.send(HttpRequest.newBuilder(stack.prometheus("/-/ready")))
                                .statusCode()
                        == 200);
    }

    /** The firings of a scene: one for each time since which the alert was active. */
    private static List<Remembered> remembered(String scene) {
        var active = values("ALERTS_FOR_STATE{scene=\"" + scene + "\"}[15m]");
        var firing = values("ALERTS{alertstate=\"firing\",scene=\"" + scene + "\"}[15m]");
        var found = new ArrayList<Remembered>();
        firing.forEach((number, samples) -> {
            var since = new TreeMap<Instant, List<Instant>>();
            samples.keySet()
                    .forEach(at -> since.computeIfAbsent(
                                    Instant.ofEpochSecond(
                                            Long.parseLong(active.get(number).get(at))),
                                    first -> new ArrayList<>())
                            .add(at));
            since.forEach((activeAt, times) ->
                    found.add(new Remembered(number, activeAt, times.get(0), times.get(times.size() - 1))));
        });
        return found;
    }

    private static Map<String, TreeMap<Instant, String>> values(String selector) {
        var all = new HashMap<String, TreeMap<Instant, String>>();
        for (var series : stack.query(selector).getValuesAs(JsonObject.class)) {
            var values = new TreeMap<Instant, String>();
            for (var value : series.getJsonArray("values").getValuesAs(JsonArray.class)) {
                values.put(
                        Instant.ofEpochMilli(value.getJsonNumber(0)
                                .bigDecimalValue()
                                .movePointRight(3)
                                .longValue()),
                        value.getString(1));
            }
            all.put(series.getJsonObject("metric").getString("n"), values);
        }
        return all;
    }

    private static List<JsonObject> recorded(String scene) {
        return stack.api("/alerts?state=all&limit=1000").getJsonArray("alerts").getValuesAs(JsonObject.class).stream()
                .filter(alert ->
                        alert.getJsonObject("labels").getString("scene", "").equals(scene))
                .toList();
    }

    private static void theRecordIsWhatPrometheusRemembers(String scene, int firings) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            var remembered = remembered(scene);
            var recorded = recorded(scene);
            assertThat(remembered).as("what Prometheus saw").hasSize(firings);
            assertThat(recorded).as("the record of %s", remembered).hasSize(firings);
            for (var firing : remembered) {
                assertThat(recorded)
                        .filteredOn(episode -> is(episode, firing))
                        .as("%s in %s", firing, recorded)
                        .hasSize(1);
            }
        });
    }

    /** A Prometheus that was just started tells the start two evaluations before its first sample. */
    private static boolean is(JsonObject episode, Remembered firing) {
        var start = Instant.parse(episode.getString("startsAt"));
        return episode.getJsonObject("labels").getString("n").equals(firing.number())
                && !start.isBefore(firing.activeAt())
                && !start.isAfter(firing.first())
                && episode.getString("state").equals("resolved")
                && isEnd(Instant.parse(episode.getString("endsAt")), firing);
    }

    private static boolean isEnd(Instant end, Remembered firing) {
        return end.isAfter(firing.last()) && end.isBefore(firing.last().plusSeconds(30));
    }

    private static List<String> witnesses(String scene, String number) {
        return recorded(scene).stream()
                .filter(alert -> alert.getJsonObject("labels").getString("n").equals(number))
                .flatMap(alert -> alert.getJsonArray("sightings").getValuesAs(JsonObject.class).stream())
                .map(sighting -> sighting.getString("witness"))
                .toList();
    }

    @Test
    void theServiceIsKilledInAStormAndPrometheusForgetsWhatItWouldHaveTold() {
        var scene = "forgotten";
        fire(scene, 1, 2);
        await().atMost(LIMIT).until(() -> recorded(scene).size() == 2);

        app.kill();
        end(scene, 1);
        fire(scene, 3, 4, 5);
        end(scene, 3, 4);
        fire(scene, 3);
        end(scene, 3);
        // Only Prometheus's memory has it now: a Prometheus that was restarted repeats no end.
        prometheus.kill();
        prometheus.start();
        awaitPrometheus();
        end(scene, 2, 5);
        app.start();
        awaitUp();

        await().atMost(LIMIT).until(() -> recorded(scene).size() >= 6);
        theRecordIsWhatPrometheusRemembers(scene, remembered(scene).size());
        assertThat(witnesses(scene, "4")).containsExactly("backfill");
        assertThat(witnesses(scene, "3")).containsOnly("backfill").hasSize(2);
        assertThat(witnesses(scene, "1")).contains("direct", "backfill");
    }
}
