package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake in a configuration file is found before anything is started or tested, and its place is named. */
class BrokenConfigurationIT {

    @TempDir
    private Path project;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alert_rules.yml      | for: 60s                    | for: 60x",
                "alert_rules.yml      | expr: sum(min_over_time      | expr: sum((min_over_time",
                "alert_rules.yml      | `{{ . | first | value }}` | `{{ . | frst | value }}`",
                "monitoring_rules.yml | alert: Watchdog             | alrt: Watchdog",
                "prometheus.yml       | scrape_interval: 15s        | scrape_intervall: 15s",
                "alertmanager.yml     | receiver: heartbeat         | receiver: hartbeat",
                "alertmanager.yml     | group_wait: 5s              | group_wait: 5x",
                "alertmanager.yml     | send_resolved: false        | sendresolved: false",
                "alertmanager.yml     | template \"slack.title\"    | template \"slack.titel\"",
                "templates/slack.tmpl | define \"slack.color\" -}}  | define \"slack.color\" -}",
            })
    void isFoundFirst(String file, String right, String wrong) throws IOException {
        copyProject();
        var broken = project.resolve("docker").resolve(file);
        var lines = Files.readAllLines(broken);
        int line = breakFirst(lines, right, wrong);
        Files.write(broken, lines);

        for (var command : List.of("up alertmanager", "test")) {
            var words = new ArrayList<>(
                    List.of(project.resolve("scripts/monitor.sh").toString()));
            words.addAll(List.of(command.split(" ")));
            var run = Command.run(
                    Duration.ofMinutes(1),
                    Map.of(
                            "TOCSIN_STATE", project.resolve("state").toString(),
                            "TOCSIN_ALERTMANAGER_PORT", Integer.toString(Stack.freePort()),
                            "TOCSIN_RUNTIME", "native"),
                    words);

            assertThat(run.exit()).as(run.err()).isEqualTo(65);
            assertThat(run.err())
                    .contains(broken.getFileName().toString())
                    .containsPattern("(: ?|line )" + line + "\\b");
        }
    }

    private static int breakFirst(List<String> lines, String right, String wrong) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(right)) {
                lines.set(i, lines.get(i).replace(right, wrong));
                return i + 1;
            }
        }
        throw new AssertionError("there is no line with " + right);
    }

    private void copyProject() {
        Command.run(Duration.ofMinutes(1), Map.of(), List.of("cp", "-R", "docker", "scripts", project.toString()))
                .orFail();
    }
}
