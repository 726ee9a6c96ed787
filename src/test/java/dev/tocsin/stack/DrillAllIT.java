package dev.tocsin.stack;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every alarm is pulled on a stack of its own, from the fault to the end in the record. How long each hop took and the report of
 * the drills are kept in {@code target/drills}.
 */
class DrillAllIT {

    /** A second stands for twenty. */
    private static final Map<String, String> SETTINGS = Map.of(
            "TOCSIN_SPEED", "20",
            "TOCSIN_DRILLS", "true",
            "TOCSIN_WITNESS_HEARTBEAT_TIMEOUT", "PT10S",
            "TOCSIN_COMPLETENESS_INTERVAL", "PT1S",
            "TOCSIN_COMPLETENESS_PATIENCE", "PT6S",
            "TOCSIN_COMPLETENESS_NOTIFIED_WITHIN", "PT6S");

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Path FOLDER = Path.of("target/drill-stack").toAbsolutePath();
    private static final Path KEPT = Path.of("target/drills");

    /** There is a limit only where the control group has one. */
    private static final Set<String> MAY_BE_ABSENT = Set.of("process_memory_limit_bytes");

    /** Drills are in no figure of what people did, and so of nothing. */
    private static final Pattern OF_PEOPLE = Pattern.compile("app_alert_(false_positives|answers|time_to)");

    /** Nobody talks when the clients of the drills have gone, and others may use the processors. */
    private static final String NOTHING_IS_ON =
            "absent(ALERTS{alertname!~\"Watchdog|LowMessageThroughput|HighCPUUsage\"})";

    private static Stack stack;
    private static List<JsonObject> rules;
    private static Map<Path, String> configuration;
    private static long prometheus;
    private static Instant start;
    private static Instant end;
    private static StompClient somebody;
    private static List<Drilled> drilled;

    @BeforeAll
    static void pullEveryAlarm() throws IOException {
        stack = Stack.start(FOLDER, SETTINGS);
        rules = rules();
        configuration = configuration();
        prometheus = stack.pid("prometheus");

        start = Instant.now();
        var drill = stack.monitor(Duration.ofMinutes(10), "drill", "--all", "--json");
        end = Instant.now();
        // Or nobody would be connected any more, and that nobody was would never be told to be over.
        somebody = StompClient.connected(stack.app("/ws"));
        Files.createDirectories(KEPT);
        Files.writeString(KEPT.resolve("progress.txt"), drill.err());
        Files.writeString(KEPT.resolve("hops.json"), drill.out());
        drilled = Drilled.of(drill.out());
        Files.writeString(KEPT.resolve("hops.md"), Drilled.table(drilled));
    }

    @AfterAll
    static void stop() {
        somebody.close();
        stack.close();
    }

    private static List<JsonObject> rules() {
        return Stack.json(stack.get(stack.prometheus("/api/v1/rules?type=alert")))
                .asJsonObject()
                .getJsonObject("data")
                .getJsonArray("groups")
                .getValuesAs(JsonObject.class)
                .stream()
                .flatMap(group -> group.getJsonArray("rules").getValuesAs(JsonObject.class).stream())
                .filter(rule -> !rule.getString("name").equals("Watchdog"))
                .toList();
    }

    /** The rendered files and what is in them. */
    private static Map<Path, String> configuration() throws IOException {
        try (var files = Files.walk(FOLDER.resolve("config"))) {
            return files.filter(Files::isRegularFile).collect(toMap(file -> file, DrillAllIT::text));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String label(JsonObject rule, String name) {
        return rule.getJsonObject("labels").getString(name);
    }

    /** As alertmanager.yml routes them. */
    private static String channel(JsonObject rule) {
        if (label(rule, "severity").equals("critical")) {
            return "#websocket-oncall";
        }
        return label(rule, "team").equals("infrastructure") ? "#infrastructure-alerts" : "#websocket-alerts";
    }

    @Test
    void everyAlarmGoesOffAndEnds() {
        assertThat(drilled)
                .extracting(Drilled::name)
                .containsExactlyInAnyOrderElementsOf(
                        rules.stream().map(rule -> rule.getString("name")).toList());
        assertSoftly(softly -> drilled.forEach(
                alert -> softly.assertThat(alert.result()).as(alert.toString()).isEqualTo("done")));
    }

    /** Alertmanager does not tell what is over before its group's turn, and on shortened intervals that is one or the other. */
    @Test
    void mostAlarmsAreToldInTheirChannelToFireAndToBeOver() {
        var channels = rules.stream().collect(toMap(rule -> rule.getString("name"), DrillAllIT::channel));
        var alerts = drilled.stream()
                .filter(Drilled::reachesPeople)
                .map(Drilled::name)
                .toList();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(alerts)
                        .filteredOn(alert ->
                                isTold(alert, channels.get(alert), false) && isTold(alert, channels.get(alert), true))
                        .hasSizeGreaterThan(alerts.size() * 3 / 4));
    }

    private static boolean isTold(String alert, String channel, boolean over) {
        return stack.sink().slack().stream()
                .filter(message -> message.getString("channel").equals(channel))
                .map(message ->
                        message.getJsonArray("attachments").getJsonObject(0).getString("title"))
                .anyMatch(title -> title.contains(alert) && title.contains("✅") == over);
    }

    /** While these two were on, Alertmanager had its key of PagerDuty. */
    @Test
    void whatIsCriticalAloneReachesPagerDuty() {
        var critical = rules.stream()
                .filter(rule -> label(rule, "severity").equals("critical"))
                .map(rule -> rule.getString("name"));
        var may = Stream.concat(critical, Stream.of("DrillMessage")).collect(toSet());
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(stack.sink().pagerDuty())
                        .extracting(event -> event.getString("event_action") + " "
                                + event.getJsonObject("payload")
                                        .getString("summary")
                                        .split(":")[0])
                        .contains(
                                "trigger ServiceDown",
                                "resolve ServiceDown",
                                "trigger NoActiveConnections",
                                "resolve NoActiveConnections")
                        .allSatisfy(event -> assertThat(may).contains(event.split(" ")[1])));
    }

    @Test
    void everyEpisodeIsJudgedADrill() {
        for (var alert : drilled) {
            var verdict = stack.api("/alerts/" + alert.id()).getJsonObject("verdict");
            assertThat(verdict).as(alert.toString()).isNotNull();
            assertThat(verdict.getString("verdict")).isEqualTo("drill");
            assertThat(verdict.getString("by")).isEqualTo("oncall");
        }
    }

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelHasDataOfTheDrills(Dashboard dashboard) {
        assertSoftly(softly -> dashboard
                .queries()
                .map(Dashboard.Query::expression)
                .filter(expression -> PromQl.metrics(expression).noneMatch(MAY_BE_ABSENT::contains))
                .forEach(expression -> softly.assertThat(values(expression))
                        .as(expression)
                        .anyMatch(value -> OF_PEOPLE.matcher(expression).find() || !value.equals("NaN"))));
    }

    private static List<String> values(String expression) {
        return stack.query(expression, start, end, Duration.ofSeconds(1)).getValuesAs(JsonObject.class).stream()
                .flatMap(series -> series.getJsonArray("values").getValuesAs(JsonArray.class).stream())
                .map(sample -> sample.getString(1))
                .toList();
    }

    @Test
    void theReportCountsEachAsADrill() throws IOException {
        var since = List.of(
                "review", "--since", start.toString(), "--until", Instant.now().toString());
        var report = KEPT.resolve("report.html");
        monitor(since, "--drills", "only", "--html", report.toString()).orFail();
        var review = monitor(since, "--drills", "only", "--json").orFail().out();
        Files.writeString(KEPT.resolve("report.json"), review);

        var alerts = Stack.json(review).asJsonObject().getJsonArray("alerts").getValuesAs(JsonObject.class).stream()
                .collect(toMap(alert -> alert.getString("name"), alert -> alert.getJsonObject("figures")));
        assertThat(drilled).allSatisfy(alert -> {
            assertThat(alerts).containsKey(alert.name());
            assertThat(alerts.get(alert.name()).getInt("drills")).isPositive();
            assertThat(Files.readString(report)).contains(alert.name());
        });
        var usual = Stack.json(monitor(since, "--json").orFail().out()).asJsonObject();
        assertThat(usual.getJsonObject("total").getInt("drills"))
                .as("what is in no other figure")
                .isEqualTo(
                        Stack.json(review).asJsonObject().getJsonObject("total").getInt("firings"))
                .isGreaterThanOrEqualTo(drilled.size());
    }

    private static Command monitor(List<String> words, String... more) {
        return stack.monitor(Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void allIsAsItWas() throws IOException {
        assertThat(configuration()).isEqualTo(configuration);
        assertThat(stack.pid("prometheus")).isEqualTo(prometheus);
        try (var left = Files.list(FOLDER.resolve("run"))) {
            assertThat(left.map(Path::getFileName).map(Path::toString).filter(name -> name.contains("drill")))
                    .isEmpty();
        }
        stack.monitor("up").orFail();
        stack.monitor("status").orFail();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(stack.query(NOTHING_IS_ON)).hasSize(1));
    }
}
