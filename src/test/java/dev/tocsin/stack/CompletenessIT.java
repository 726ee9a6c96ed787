package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
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
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever part of the stack is killed, and whatever fires meanwhile: in the end the record holds what Prometheus
 * remembers, each firing once, with its start to the millisecond.
 */
class CompletenessIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
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
                      severity: "{{ $labels.level }}"
                    annotations:
                      summary: A storm
            """;

    /** Added to whatever Prometheus sends and to nothing that it answers; the series have a level of their own. */
    private static final String EXTERNAL_LABELS = """
            global:
              external_labels:
                cluster: 'north ''1'': "größer"'
                level: external
            """;

    private static final Exporter EXPORTER = new Exporter(Stack.freePort());
    private static Stack stack;
    private static Part app;
    private static Part prometheus;
    private static Part alertmanager;
    private static Part other;
    private static int otherPort;

    /** One firing as Prometheus remembers it. */
    private record Remembered(String number, Instant activeAt, Instant first, Instant last) {}

    @BeforeAll
    static void start() throws IOException {
        stack = Stack.start(
                FOLDER,
                Map.of(
                        "TOCSIN_NODE_EXPORTER_PORT", Integer.toString(EXPORTER.port()),
                        "TOCSIN_COMPLETENESS_INTERVAL", "PT1S",
                        "TOCSIN_COMPLETENESS_PATIENCE", "PT6S",
                        "TOCSIN_COMPLETENESS_NOTIFIED_WITHIN", "PT2S"),
                "app",
                "prometheus",
                "alertmanager");
        app = Part.of(FOLDER, "app");
        prometheus = Part.of(FOLDER, "prometheus");
        alertmanager = Part.of(FOLDER, "alertmanager");
        otherPort = Stack.freePort();
        other = alertmanager.twin(
                "alertmanager-2",
                argument -> argument.replace("data/alertmanager", "data/alertmanager-2")
                        .replace(stack.alertmanager("").getPort() + "", otherPort + ""));
        leaveOutWhatIsTruncated();
        alertmanager.hangUp();
        other.start();
        var configuration = FOLDER.resolve("config/prometheus.yml");
        Files.writeString(FOLDER.resolve("config/completeness.yml"), RULES);
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        .replace("rule_files:\n", "rule_files:\n  - completeness.yml\n")
                        .replaceFirst("(?m)^global:\n", EXTERNAL_LABELS)
                        .replace(
                                "\"127.0.0.1:" + stack.alertmanager("").getPort() + "\"",
                                "\"127.0.0.1:" + stack.alertmanager("").getPort() + "\", \"127.0.0.1:" + otherPort
                                        + "\""));
        prometheus.hangUp();
    }

    /** A scene of which each delivery tells of one alert alone. */
    private static void leaveOutWhatIsTruncated() throws IOException {
        var file = FOLDER.resolve("config/alertmanager.yml");
        var text = Files.readString(file);
        var audit = Pattern.compile("(?ms)^  - name: audit\n.*?(?=^  - name: )").matcher(text);
        assertThat(audit.find()).isTrue();
        var few = audit.group().replace("name: audit", "name: few").replace("max_alerts: 0", "max_alerts: 1");
        Files.writeString(
                file, text.replace(audit.group(), audit.group() + few).replace("    - receiver: audit\n", """
                            - matchers: ['scene = "truncated"']
                              receiver: few
                              group_by: [alertname, scene]
                              group_wait: 1s
                              group_interval: 1s
                            - receiver: audit
                        """));
    }

    @AfterAll
    static void stop() {
        other.kill();
        stack.close();
        EXPORTER.close();
    }

    private static String series(String scene, int number) {
        var level = switch (scene) {
            case "loud" -> "critical";
            case "quiet" -> "warning";
            default -> "info";
        };
        return "storm{scene=\"%s\",n=\"%d\",level=\"%s\"}".formatted(scene, number, level);
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

        theRecordIsWhatPrometheusRemembers(scene, 8);
        assertThat(witnesses(scene, "4")).containsExactly("backfill");
        assertThat(witnesses(scene, "3")).containsOnly("backfill").hasSize(2);
        assertThat(witnesses(scene, "1")).contains("direct");
        assertThat(recorded(scene))
                .allSatisfy(alert -> assertThat(alert.getJsonObject("labels"))
                        .containsEntry("cluster", Json.createValue("north '1': \"größer\""))
                        .containsEntry("level", Json.createValue("info")));
        assertThat(reasons(scene)).doesNotContain("unknown").contains("service_down");
    }

    @Test
    void theServiceIsKilledAndBackWhilePrometheusStillTells() {
        var scene = "told";
        fire(scene, 1, 2);
        app.kill();
        end(scene, 1);
        fire(scene, 1, 3);
        end(scene, 1, 3);
        app.start();
        awaitUp();
        end(scene, 2);

        theRecordIsWhatPrometheusRemembers(scene, 4);
        assertThat(reasons(scene)).doesNotContain("unknown");
    }

    @Test
    void oneAlertmanagerOfAPairIsEnoughAndWithoutBothPrometheusTells() {
        var scene = "pair";
        fire(scene, 1);
        await().atMost(LIMIT).until(() -> witnesses(scene, "1").equals(List.of("direct", "webhook")));
        alertmanager.kill();
        fire(scene, 2);
        await().atMost(LIMIT).until(() -> witnesses(scene, "2").equals(List.of("direct", "webhook")));
        other.kill();
        end(scene, 1, 2);
        fire(scene, 3);
        end(scene, 3);
        alertmanager.start();
        other.start();

        theRecordIsWhatPrometheusRemembers(scene, 3);
        assertThat(reasons(scene)).containsExactly("alertmanager_down");
    }

    @Test
    void whatIsSilencedOrInhibitedIsRecordedWithTheReason() {
        for (int port : new int[] {stack.alertmanager("").getPort(), otherPort}) {
            silence(URI.create("http://localhost:" + port + "/api/v2/silences"));
        }
        fire("silenced", 1);
        fire("loud", 1);
        fire("quiet", 1);
        end("silenced", 1);
        end("quiet", 1);
        end("loud", 1);

        theRecordIsWhatPrometheusRemembers("silenced", 1);
        theRecordIsWhatPrometheusRemembers("loud", 1);
        theRecordIsWhatPrometheusRemembers("quiet", 1);
        assertThat(reasons("quiet")).containsExactly("inhibited");
        assertThat(reasons("silenced")).containsExactly("silenced");
        assertThat(stack.monitor("audit", "completeness").out())
                .contains("inhibited")
                .contains("silenced");
    }

    private static void silence(URI silences) {
        var silence = """
                {"matchers": [{"name": "scene", "value": "sile.*", "isRegex": true}],
                "startsAt": "%s", "endsAt": "%s", "createdBy": "test", "comment": "test"}
                """.formatted(Instant.now(), Instant.now().plusSeconds(600));
        var answer = stack.send(HttpRequest.newBuilder(silences)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(silence)));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void whatAlertmanagerLeavesOutOfItsDeliveriesIsRecordedWithTheReason() {
        var scene = "truncated";
        fire(scene, 1, 2, 3);
        await().atMost(LIMIT)
                .until(() -> stack.metric("app_alert_truncated_total{mp_scope=\"application\",}") > 0
                        && recorded(scene).size() == 3);
        end(scene, 1, 2, 3);

        theRecordIsWhatPrometheusRemembers(scene, 3);
        assertThat(reasons(scene)).containsExactly("truncated");
    }

    /** A person or a script tells Alertmanager of something that no Prometheus knows. */
    @Test
    void whatAnotherThanPrometheusTellsIsRecordedAndToldApart() {
        var scene = "foreign";
        var alert = """
                [{"labels": {"alertname": "Storm", "scene": "%s", "n": "1"}, "startsAt": "%s", "endsAt": "%s"}]
                """.formatted(scene, Instant.now(), Instant.now().plusSeconds(20));
        var answer = stack.send(HttpRequest.newBuilder(stack.alertmanager("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(alert)));
        assertThat(answer.statusCode()).isEqualTo(200);
        await().atMost(LIMIT).until(() -> witnesses(scene, "1").contains("webhook"));

        assertThat(gaps(scene)).singleElement().satisfies(gap -> {
            assertThat(gap.getString("reason")).isEqualTo("foreign");
            assertThat(gap.getString("missing")).isEqualTo("fired");
        });
        assertThat(witnesses(scene, "1")).doesNotContain("direct", "backfill");
    }

    @Test
    void prometheusIsKilledWhileAlertsFire() {
        var scene = "restarted";
        fire(scene, 1, 2);
        await().atMost(LIMIT).until(() -> recorded(scene).size() == 2);
        prometheus.kill();
        prometheus.start();
        awaitPrometheus();
        // Each fires anew for a Prometheus that has forgotten that it fired; Alertmanager takes both firings for one.
        await().atMost(LIMIT).until(() -> recorded(scene).size() == 4);
        end(scene, 1, 2);

        theRecordIsWhatPrometheusRemembers(scene, 4);
        assertThat(reasons(scene)).doesNotContain("unknown");
    }

    /** Some so briefly that Prometheus does not see it: what it has seen counts. */
    @Test
    void whatFlapsIsRecordedEachTime() throws InterruptedException {
        var scene = "flapping";
        for (int i = 0; i < 4; i++) {
            fire(scene, 1);
            end(scene, 1);
        }
        for (int i = 0; i < 4; i++) {
            EXPORTER.set(series(scene, 2), 1);
            Thread.sleep(400);
            EXPORTER.set(series(scene, 2), 0);
            Thread.sleep(1300);
        }
        theRecordIsWhatPrometheusRemembers(
                scene,
                4
                        + (int) remembered(scene).stream()
                                .filter(firing -> firing.number().equals("2"))
                                .count());
        assertThat(reasons(scene)).doesNotContain("unknown");
    }

    /** Why only one side knows some of a scene's firings; each reason once. */
    private static List<String> reasons(String scene) {
        return gaps(scene).stream()
                .map(gap -> gap.getString("reason"))
                .distinct()
                .toList();
    }

    private static List<JsonObject> gaps(String scene) {
        var ids = recorded(scene).stream().map(alert -> alert.getString("id")).toList();
        var last = recorded(scene).stream()
                .map(alert -> Instant.parse(alert.getString("startsAt")))
                .max(Instant::compareTo)
                .orElseThrow();
        var report = await().atMost(LIMIT)
                .until(
                        () -> stack.api("/audit/completeness"),
                        found -> Instant.parse(found.getString("to")).isAfter(last));
        return report.getJsonArray("gaps").getValuesAs(JsonObject.class).stream()
                .filter(gap -> ids.contains(gap.getString("id")))
                .toList();
    }
}
