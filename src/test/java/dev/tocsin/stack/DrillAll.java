package dev.tocsin.stack;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every alarm is pulled on a stack of its own, from the fault to the end in the record. How long each hop took is kept in
 * {@code target/drills}. It takes some minutes, and so runs when it is asked for:
 * {@code monitor.sh test -Dit.test=DrillAll}.
 */
class DrillAll {

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
    private static final Path TABLE = Path.of("target/drills");

    /** Nobody can be told by Alertmanager that Alertmanager is down. */
    private static final String UNHEARD = "AlertmanagerDown";

    /** Where others keep the processors busy it is on already, and no drill. */
    private static final String OF_OTHERS = "HighCPUUsage";

    private Stack stack;

    @BeforeEach
    void start() {
        stack = Stack.start(FOLDER, SETTINGS);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private List<JsonObject> rules() {
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
    void everyAlarmGoesOffAndIsHeardAndEnds() throws IOException {
        var rules = rules();
        var configuration = configuration();
        var prometheus = stack.pid("prometheus");

        var drill = stack.monitor(Duration.ofMinutes(15), "drill", "--all", "--json");
        Files.createDirectories(TABLE);
        Files.writeString(TABLE.resolve("progress.txt"), drill.err());
        Files.writeString(TABLE.resolve("hops.json"), drill.out());

        var drilled = Stack.json(drill.out()).asJsonArray().getValuesAs(JsonObject.class);
        Files.writeString(TABLE.resolve("hops.md"), table(drilled));
        assertThat(drilled)
                .extracting(alert -> alert.getString("name"))
                .containsExactlyInAnyOrderElementsOf(
                        rules.stream().map(rule -> rule.getString("name")).toList());
        assertThat(drilled)
                .allSatisfy(alert -> assertThat(alert.getString("result"))
                        .as(alert.toString())
                        .isIn(
                                alert.getString("name").equals(OF_OTHERS)
                                        ? List.of("done", "on already")
                                        : List.of("done")));

        everybodyWasTold(rules, drilled);
        everyEpisodeIsJudgedADrill(drilled);
        assertThat(configuration()).as("all is as it was").isEqualTo(configuration);
        assertThat(stack.pid("prometheus")).isEqualTo(prometheus);
        try (var left = Files.list(FOLDER.resolve("run"))) {
            assertThat(left.map(Path::getFileName).map(Path::toString).filter(name -> name.contains("drill")))
                    .isEmpty();
        }
        stack.monitor("up").orFail();
        stack.monitor("status").orFail();
    }

    private void everybodyWasTold(List<JsonObject> rules, List<JsonObject> drilled) {
        var done = drilled.stream()
                .filter(alert -> alert.getString("result").equals("done"))
                .map(alert -> alert.getString("name"))
                .filter(name -> !name.equals(UNHEARD))
                .collect(toSet());
        for (var rule : rules) {
            if (done.contains(rule.getString("name"))) {
                awaitTold(rule.getString("name"), channel(rule), false);
                awaitTold(rule.getString("name"), channel(rule), true);
            }
        }
        var critical = rules.stream()
                .filter(rule -> label(rule, "severity").equals("critical"))
                .map(rule -> rule.getString("name"));
        assertThat(stack.sink().pagerDuty())
                .extracting(event ->
                        event.getJsonObject("payload").getString("summary").split(":")[0])
                .as("only what is critical reaches PagerDuty")
                .isNotEmpty()
                .isSubsetOf(Stream.concat(critical, Stream.of("DrillMessage")).collect(toSet()));
    }

    private void awaitTold(String alert, String channel, boolean over) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(stack.sink().slack())
                        .as("%s is told in %s to be %s", alert, channel, over ? "over" : "firing")
                        .anySatisfy(message -> {
                            assertThat(message.getString("channel")).isEqualTo(channel);
                            var title = message.getJsonArray("attachments")
                                    .getJsonObject(0)
                                    .getString("title");
                            assertThat(title).contains(alert);
                            assertThat(title.contains("✅")).isEqualTo(over);
                        }));
    }

    private void everyEpisodeIsJudgedADrill(List<JsonObject> drilled) {
        for (var alert : drilled) {
            if (alert.containsKey("id")) {
                var verdict = stack.api("/alerts/" + alert.getString("id")).getJsonObject("verdict");
                assertThat(verdict).as(alert.toString()).isNotNull();
                assertThat(verdict.getString("verdict")).isEqualTo("drill");
                assertThat(verdict.getString("by")).isEqualTo("oncall");
            }
        }
    }

    /** The rendered files and what is in them. */
    private static Map<Path, String> configuration() throws IOException {
        try (var files = Files.walk(FOLDER.resolve("config"))) {
            return files.filter(Files::isRegularFile).collect(Collectors.toMap(file -> file, DrillAll::text));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String table(List<JsonObject> drilled) {
        var hops = List.of("pending", "firing", "witnessed", "notified", "resolved");
        var lines = Stream.of("| alert | " + String.join(" | ", hops) + " |", "|---|" + "---|".repeat(hops.size()));
        var rows = drilled.stream()
                .map(alert -> "| " + alert.getString("name") + " | "
                        + hops.stream().map(hop -> cell(alert, hop)).collect(Collectors.joining(" | ")) + " |");
        return Stream.concat(lines, rows).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String cell(JsonObject alert, String hop) {
        var took = alert.containsKey("took") ? alert.getJsonObject("took") : JsonObject.EMPTY_JSON_OBJECT;
        return took.containsKey(hop)
                ? "%.1f (%.1f)"
                        .formatted(
                                seconds(took.getJsonNumber(hop)),
                                seconds(alert.getJsonObject("atLeast").getJsonNumber(hop)))
                : "–";
    }

    private static double seconds(JsonNumber milliseconds) {
        return milliseconds.doubleValue() / 1000;
    }
}
