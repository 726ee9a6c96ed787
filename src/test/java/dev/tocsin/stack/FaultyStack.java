package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A stack with a pair of Alertmanagers, whose parts a test kills, and alerts that it lets fire and end. */
final class FaultyStack implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(150);

    private static final Duration GLANCE = Duration.ofMillis(200);

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

    private static final String AUDIT_ROUTE = "    - receiver: audit\n";

    /** Of one scene each delivery tells of one alert alone. */
    private static final String TRUNCATED_ROUTE = """
                - matchers: ['scene = "truncated"']
                  receiver: few
                  group_by: [alertname, scene]
                  group_wait: 1s
                  group_interval: 1s
            """;

    private final Exporter exporter = new Exporter(Stack.freePort());
    private final Stack stack;
    private final Part app;
    private final Part prometheus;
    private final Part alertmanager;
    private final Part other;
    private final int otherPort = Stack.freePort();

    FaultyStack(Path folder, Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("TOCSIN_NODE_EXPORTER_PORT", Integer.toString(exporter.port()));
        all.put("TOCSIN_COMPLETENESS_INTERVAL", "PT1S");
        all.put("TOCSIN_COMPLETENESS_PATIENCE", "PT6S");
        all.put("TOCSIN_COMPLETENESS_NOTIFIED_WITHIN", "PT2S");
        stack = Stack.start(folder, all, "app", "prometheus", "alertmanager");
        app = Part.of(folder, "app");
        prometheus = Part.of(folder, "prometheus");
        alertmanager = Part.of(folder, "alertmanager");
        int port = stack.alertmanager("").getPort();
        other = alertmanager.twin(
                "alertmanager-2",
                argument -> argument.replace("data/alertmanager", "data/alertmanager-2")
                        .replace(Integer.toString(port), Integer.toString(otherPort)));
        edit(folder.resolve("config/alertmanager.yml"), FaultyStack::withTruncatedRoute);
        alertmanager.hangUp();
        other.start();
        var pair = "\"127.0.0.1:" + port + "\"";
        edit(folder.resolve("config/completeness.yml"), nothing -> RULES);
        edit(
                folder.resolve("config/prometheus.yml"),
                text -> text.replace("rule_files:\n", "rule_files:\n  - completeness.yml\n")
                        .replaceFirst("(?m)^global:\n", EXTERNAL_LABELS)
                        .replace(pair, pair + ", \"127.0.0.1:" + otherPort + "\""));
        prometheus.hangUp();
    }

    private static String withTruncatedRoute(String alertmanager) {
        var audit = Pattern.compile("(?ms)^  - name: audit\n.*?(?=^  - name: )").matcher(alertmanager);
        assertThat(audit.find()).isTrue();
        var few = audit.group().replace("name: audit", "name: few").replace("max_alerts: 0", "max_alerts: 1");
        return alertmanager
                .replace(audit.group(), audit.group() + few)
                .replace(AUDIT_ROUTE, TRUNCATED_ROUTE + AUDIT_ROUTE);
    }

    private static void edit(Path file, UnaryOperator<String> change) {
        try {
            Files.writeString(file, change.apply(Files.exists(file) ? Files.readString(file) : ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        other.kill();
        stack.close();
        exporter.close();
    }

    Stack stack() {
        return stack;
    }

    Part app() {
        return app;
    }

    Part prometheus() {
        return prometheus;
    }

    /** Both of the pair. */
    List<Part> alertmanagers() {
        return List.of(alertmanager, other);
    }

    List<URI> alertmanagers(String path) {
        return List.of(stack.alertmanager(path), URI.create("http://localhost:" + otherPort + path));
    }

    /** Lets alerts fire, and waits until Prometheus has seen it. */
    void fire(String scene, int... numbers) {
        for (int number : numbers) {
            set(scene, number, true);
        }
        for (int number : numbers) {
            await().atMost(LIMIT).pollInterval(GLANCE).until(() -> fires(scene, number));
        }
    }

    void end(String scene, int... numbers) {
        for (int number : numbers) {
            set(scene, number, false);
        }
        for (int number : numbers) {
            await().atMost(LIMIT).pollInterval(GLANCE).until(() -> !fires(scene, number));
        }
    }

    /** Without a look at what Prometheus makes of it. */
    void set(String scene, int number, boolean fires) {
        var level = switch (scene) {
            case "loud" -> "critical";
            case "quiet" -> "warning";
            default -> "info";
        };
        exporter.set("storm{scene=\"%s\",n=\"%d\",level=\"%s\"}".formatted(scene, number, level), fires ? 1 : 0);
    }

    private boolean fires(String scene, int number) {
        return !stack.query("ALERTS{alertstate=\"firing\",scene=\"%s\",n=\"%d\"}".formatted(scene, number))
                .isEmpty();
    }

    /** Alerts that begin and end as chance wills, until a time. */
    void storm(String scene, int alerts, Duration pause, Instant until) throws InterruptedException {
        var random = new Random();
        while (Instant.now().isBefore(until)) {
            set(scene, random.nextInt(alerts), random.nextBoolean());
            Thread.sleep(pause.toMillis());
        }
    }

    void awaitApp() {
        awaitReady(stack.app("/health/ready"));
    }

    void awaitPrometheus() {
        awaitReady(stack.prometheus("/-/ready"));
    }

    private void awaitReady(URI health) {
        await().atMost(LIMIT)
                .pollInterval(GLANCE)
                .ignoreExceptions()
                .until(() -> stack.send(HttpRequest.newBuilder(health)).statusCode() == 200);
    }

    /** The episodes of a scene. */
    List<JsonObject> recorded(String scene) {
        var all = new ArrayList<JsonObject>();
        var path = "/alerts?state=all&limit=1000&filter="
                + URLEncoder.encode("scene=\"" + scene + "\"", StandardCharsets.UTF_8);
        var cursor = "";
        while (true) {
            var page = stack.api(path + cursor);
            all.addAll(page.getJsonArray("alerts").getValuesAs(JsonObject.class));
            if (!page.containsKey("next")) {
                return all;
            }
            cursor = "&cursor=" + URLEncoder.encode(page.getString("next"), StandardCharsets.UTF_8);
        }
    }

    List<String> witnesses(String scene, String number) {
        return recorded(scene).stream()
                .filter(alert -> alert.getJsonObject("labels").getString("n").equals(number))
                .flatMap(alert -> alert.getJsonArray("sightings").getValuesAs(JsonObject.class).stream())
                .map(sighting -> sighting.getString("witness"))
                .toList();
    }

    /** Waits until nothing of a scene is missing, double, open or unexplained, and writes its line into the table. */
    Tally tally(String fault, String scene) {
        var tally = new AtomicReference<Tally>();
        try {
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
                tally.set(Tally.of(fault, Firing.remembered(stack, scene), recorded(scene), gaps(scene)));
                tally.get().isWhole();
            });
        } finally {
            Optional.ofNullable(tally.get()).ifPresent(FaultTable::add);
        }
        return tally.get();
    }

    /** What only one side knows of a scene, when all of it can be judged. */
    List<JsonObject> gaps(String scene) {
        var episodes = recorded(scene);
        var ids = episodes.stream().map(episode -> episode.getString("id")).collect(Collectors.toSet());
        var starts = episodes.stream()
                .map(episode -> Instant.parse(episode.getString("startsAt")))
                .sorted()
                .toList();
        assertThat(starts).as("episodes").isNotEmpty();
        var report = stack.api("/audit/completeness?from=" + starts.get(0));
        assertThat(Instant.parse(report.getString("to"))).isAfter(starts.get(starts.size() - 1));
        return report.getJsonArray("gaps").getValuesAs(JsonObject.class).stream()
                .filter(gap -> ids.contains(gap.getString("id")))
                .toList();
    }
}
