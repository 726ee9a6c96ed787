package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code monitor.sh} as a person or a script meets it. */
@ExtendWith(StackExtension.class)
class CommandLineIT {

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");

    private static final Pattern COMMAND_LINE = Pattern.compile("(?m)^  ([a-z-]+) ");

    private final Stack stack;

    @TempDir
    private Path folder;

    CommandLineIT(Stack stack) {
        this.stack = stack;
    }

    /** Runs it on a stack that was never started, with ports of its own. */
    private Command elsewhere(Map<String, String> environment, String... arguments) {
        var all = new HashMap<>(Map.of(
                "TOCSIN_STATE", folder.resolve("state").toString(),
                "TOCSIN_RUNTIME", "native",
                "TOCSIN_HTTP_PORT", "1",
                "TOCSIN_PROMETHEUS_PORT", "2",
                "TOCSIN_ALERTMANAGER_PORT", "3",
                "TOCSIN_NODE_EXPORTER_PORT", "4"));
        all.putAll(environment);
        var words = new ArrayList<>(List.of("./scripts/monitor.sh"));
        words.addAll(List.of(arguments));
        return Command.run(Duration.ofMinutes(2), all, words);
    }

    private static void refused(Command command, int exit, String sentence) {
        assertThat(command.exit()).as(command.err()).isEqualTo(exit);
        assertThat(command.err()).contains(sentence);
        assertThat(command.err().lines()).as("one sentence, no trace").hasSizeLessThanOrEqualTo(2);
        assertThat(CONTROL.matcher(command.err()).find())
                .as("colour only on a terminal")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "frobnicate, There is no command",
        "up nonsense, There is no part",
        "logs nonsense, There is no part",
        "logs grafana, There is no part",
        "status now, status knows --json only",
        "doctor now, doctor knows --json and --timeout SECONDS only",
        "doctor --timeout 0, --timeout needs whole seconds",
        "completion fish, completion knows bash and zsh",
        "drill, drill needs the name of one alert",
        "drill --faster, drill knows",
        "drill HighErrorRate ServiceDown, drill needs the name of one alert",
        "drill --all ServiceDown, drill takes one alert",
        "drill Watchdog, There is no drill for \"Watchdog\"; there are: AlertmanagerDown",
    })
    void wrongUsageIsOneSentence(String words, String sentence) {
        refused(elsewhere(Map.of(), words.split(" ")), 64, sentence);
    }

    /** Every command of the overview has a help of its own, and bash completes it and what its usage names. */
    @Test
    void helpAndCompletionKnowEveryCommand() {
        var overview = elsewhere(Map.of(), "--help").orFail().out();
        var commands = COMMAND_LINE
                .matcher(overview.substring(overview.indexOf("\nCommands\n"), overview.indexOf("\nParts\n")))
                .results()
                .map(line -> line.group(1))
                .distinct()
                .toList();

        assertThat(commands).contains("up", "down", "status", "check-alerts", "doctor", "audit", "logs", "test");
        assertThat(completed("")).containsAll(commands);
        for (var command : commands) {
            assertThat(elsewhere(Map.of(), command, "--help").orFail().out())
                    .startsWith("Usage: monitor.sh " + command);
        }
        assertThat(completed("st")).containsExactly("status");
        assertThat(completed("up", "prom")).containsExactly("prometheus");
        assertThat(completed("audit", "--j")).containsExactly("--json");
    }

    private List<String> completed(String... words) {
        var line = "source <(./scripts/monitor.sh completion bash); COMP_WORDS=(monitor.sh \"$@\") COMP_CWORD=$#;"
                + " _tocsin_monitor; printf '%s\\n' \"${COMPREPLY[@]}\"";
        var command = new ArrayList<>(List.of("bash", "-euc", line, "bash"));
        command.addAll(List.of(words));
        return Command.run(Duration.ofMinutes(1), Map.of(), command)
                .orFail()
                .out()
                .lines()
                .toList();
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());

            refused(
                    elsewhere(Map.of("TOCSIN_PROMETHEUS_PORT", port), "up"),
                    75,
                    "Port " + port + " of prometheus is in use");
        }
    }

    @Test
    void aJdkThatIsTooOldIsNamed() throws IOException {
        var java = folder.resolve("old/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));

        refused(
                elsewhere(Map.of("JAVA_HOME", folder.resolve("old").toString()), "up"),
                71,
                "A JDK 17 or newer is needed, and " + java + " is version 11.0.2");
    }

    @Test
    void aStackThatWasNeverStartedIsStoppedInPeace() {
        assertThat(elsewhere(Map.of(), "down").orFail().out()).contains("Nothing to stop");
    }

    @Test
    void nothingIsBrokenWhereDrillsAreNotEnabled() {
        refused(stack.monitor("drill", "ServiceDown"), 77, "Drills are not enabled in this stack");
        refused(
                elsewhere(Map.of("TOCSIN_DRILLS", "perhaps"), "drill", "--all"),
                64,
                "TOCSIN_DRILLS must be true or false");
        // Nothing of that stack was started here: whatever answers at its ports is not ours to break.
        refused(elsewhere(Map.of("TOCSIN_DRILLS", "true"), "drill", "ServiceDown"), 70, "app does not run");

        assertThat(stack.monitor("drill", "--list").orFail().out()).contains("ServiceDown", "the service is killed");
    }

    @Test
    void statusTellsOfEachPart() {
        var status = stack.monitor("status").orFail().out();

        for (var part : List.of("app", "prometheus", "alertmanager", "node-exporter", "blackbox-exporter")) {
            assertThat(status).containsPattern("(?m)^" + part + " +healthy +\\d+ +" + stack.pid(part) + " ");
        }
        assertThat(status).containsPattern("Slack +configured").containsPattern("PagerDuty +configured");
        var json = Stack.json(stack.monitor("status", "--json").orFail().out()).asJsonObject();
        assertThat(json.getBoolean("healthy")).isTrue();
        assertThat(json.getJsonArray("parts").getValuesAs(JsonObject.class))
                .filteredOn(part -> part.getString("name").equals("app"))
                .singleElement()
                .satisfies(part -> assertThat(part.getString("pid")).isEqualTo(Long.toString(stack.pid("app"))));
    }

    /** The second time without the settings of the first: a running stack remembers them, the service's own too. */
    @Test
    void upTwiceIsHarmless() {
        var before = List.of(stack.pid("app"), stack.pid("prometheus"), stack.pid("alertmanager"));
        Command.run(
                        Duration.ofMinutes(2),
                        Map.of("TOCSIN_STATE", Stack.FOLDER.toString(), "TOCSIN_HTTP_PORT", ""),
                        List.of("./scripts/monitor.sh", "up"))
                .orFail();

        assertThat(List.of(stack.pid("app"), stack.pid("prometheus"), stack.pid("alertmanager")))
                .isEqualTo(before);
    }

    @Test
    void thePasswordIsNeverPrinted() {
        var all = new StringBuilder();
        for (var command : List.of("up", "status", "logs")) {
            var ran = stack.monitor(command).orFail();
            all.append(ran.out()).append(ran.err());
        }

        assertThat(all.toString())
                .contains("oncall-password")
                .doesNotContain(stack.password())
                .doesNotContain(stack.witnessToken());
    }

    @Test
    void checkAlertsTellsWhatFires() {
        var checked = stack.monitor("check-alerts");

        assertThat(checked.exit()).as(checked.err()).isIn(0, 1);
        if (checked.exit() == 1) {
            assertThat(checked.out()).contains("SEVERITY").contains("firing");
        } else {
            assertThat(checked.out()).doesNotContain("firing");
        }
        assertThat(Stack.json(stack.monitor("check-alerts", "--json").out())).isNotNull();
    }

    @Test
    void alertsPrintsWhereAlertmanagersStateIs() {
        assertThat(stack.monitor("alerts").orFail().out())
                .contains(stack.app("/#alertmanager").toString());
    }

    @Test
    void logsAreThoseOfThePart() {
        assertThat(stack.monitor("logs", "alertmanager").orFail().out()).contains("alertmanager.yml");
        assertThat(stack.monitor("logs", "app").orFail().out()).contains("tocsin");
    }
}
