package dev.tocsin.stack;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every alert that Prometheus has loaded says what it is, how bad, whose, and what to do: its link leads to a runbook. */
@ExtendWith(StackExtension.class)
class RunbooksIT {

    private static final List<String> HEADINGS = List.of("Check", "Act", "Escalate", "Clears");

    private final Stack stack;
    private final List<JsonObject> alerts;

    RunbooksIT(Stack stack) {
        this.stack = stack;
        alerts = Stack.json(stack.get(stack.prometheus("/api/v1/rules?type=alert")))
                .asJsonObject()
                .getJsonObject("data")
                .getJsonArray("groups")
                .getValuesAs(JsonObject.class)
                .stream()
                .flatMap(group -> group.getJsonArray("rules").getValuesAs(JsonObject.class).stream())
                .toList();
    }

    private static Path runbook(JsonObject alert) {
        return Path.of(URI.create(alert.getJsonObject("annotations").getString("runbook_url"))
                .getPath());
    }

    @Test
    void everyAlertSaysWhatItIs() {
        assertThat(alerts).hasSizeGreaterThan(11).allSatisfy(alert -> {
            assertThat(alert.getJsonObject("labels").getString("severity")).isIn("critical", "warning", "info", "none");
            assertThat(alert.getJsonObject("labels").getString("team"))
                    .isIn("websocket", "infrastructure", "monitoring");
            assertThat(alert.getJsonObject("annotations").getString("summary")).isNotBlank();
            assertThat(alert.getJsonObject("annotations").getString("description"))
                    .isNotBlank();
        });
    }

    @Test
    void theServiceServesTheRunbookOfEveryAlert() {
        assertThat(alerts).allSatisfy(alert -> {
            var page = stack.get(stack.app(runbook(alert).toString()));
            assertThat(page)
                    .contains("<h1>" + alert.getString("name") + "</h1>")
                    .contains("Impact");
            HEADINGS.forEach(heading -> assertThat(page).contains("<h2>" + heading + "</h2>"));
        });
    }

    @Test
    void noRunbookIsOfAnAlertThatIsNot() throws IOException {
        try (var files = Files.list(Path.of("docs/runbooks"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".md", ""))
                            .collect(toSet()))
                    .isEqualTo(alerts.stream()
                            .map(alert -> runbook(alert).getFileName().toString())
                            .collect(toSet()));
        }
    }

    @Test
    void theReferenceListsThemAll() throws IOException {
        var reference = Files.readString(Path.of("docs/reference.md"));

        assertThat(alerts.stream().map(RunbooksIT::row))
                .allSatisfy(row -> assertThat(reference).contains(row));
        assertThat(Stream.of(reference.split("\n")).filter(line -> line.contains("](runbooks/")))
                .hasSameSizeAs(alerts);
    }

    private static String row(JsonObject alert) {
        return "| [%s](runbooks/%s.md) | %s | %s |"
                .formatted(
                        alert.getString("name"),
                        runbook(alert).getFileName(),
                        alert.getJsonObject("labels").getString("severity"),
                        alert.getJsonObject("labels").getString("team"));
    }
}
