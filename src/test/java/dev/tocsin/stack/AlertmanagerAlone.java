package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The real Alertmanager with our configuration and nothing around it: tests give it alerts, a sink takes what it sends. */
final class AlertmanagerAlone implements AutoCloseable {

    static final String PAGERDUTY = "PagerDuty";
    static final String PAGERDUTY_KEY = "0123456789abcdef0123456789abcdef";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> environment = new HashMap<>();
    private final Sink sink = new Sink();
    private final Path folder;

    /** Not started yet. */
    AlertmanagerAlone(String name) {
        folder = Path.of("target", name).toAbsolutePath();
        environment.put("TOCSIN_ALERTMANAGER_PORT", Integer.toString(Stack.freePort()));
        // Nobody is there: the record is not what this is about.
        environment.put("TOCSIN_HTTP_PORT", "1");
        environment.put("TOCSIN_STATE", folder.toString());
        environment.put("TOCSIN_RUNTIME", "native");
        // A group waits for 0.3 s, then for 3 s.
        environment.put("TOCSIN_SPEED", "100");
        environment.put("TOCSIN_URL", "https://tocsin.example");
        environment.put("TOCSIN_PAGERDUTY_URL", sink.pagerDutyUrl().toString());
        monitor("down");
        Command.run(Duration.ofMinutes(1), Map.of(), List.of("rm", "-rf", folder.toString()))
                .orFail();
    }

    AlertmanagerAlone with(String setting, String value) {
        environment.put(setting, value);
        return this;
    }

    AlertmanagerAlone withSecrets() {
        write("secrets/tocsin-slack-url", sink.slackUrl().toString());
        write("secrets/tocsin-pagerduty-key", PAGERDUTY_KEY);
        return this;
    }

    AlertmanagerAlone start() {
        monitor("up", "alertmanager").orFail();
        return this;
    }

    private Command monitor(String... arguments) {
        var words = new ArrayList<>(List.of("./scripts/monitor.sh"));
        words.addAll(List.of(arguments));
        return Command.run(Duration.ofMinutes(5), environment, words);
    }

    Sink sink() {
        return sink;
    }

    /** Alerts as Prometheus sends them. */
    void post(List<JsonObject> alerts) {
        var body = Json.createArrayBuilder();
        alerts.forEach(body::add);
        send(HttpRequest.newBuilder(uri("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.build().toString())));
    }

    /**
     * The last message of an alert with so many firing.
     *
     * @param to a channel of Slack, or {@link #PAGERDUTY}
     */
    Optional<JsonObject> told(String alert, int firing, String to) {
        if (to.equals(PAGERDUTY)) {
            return sink.pagerDuty().stream()
                    .filter(event -> event.getJsonObject("payload")
                            .getString("class")
                            .split(" ")[0]
                            .equals(alert))
                    .filter(event -> event.getJsonObject("payload")
                            .getJsonObject("custom_details")
                            .getString("num_firing")
                            .equals(Integer.toString(firing)))
                    .reduce((before, last) -> last);
        }
        return sink.slack().stream()
                .filter(message -> message.getString("channel").equals(to))
                .filter(message -> {
                    var title =
                            message.getJsonArray("attachments").getJsonObject(0).getString("title");
                    var status = firing == 0 ? "[RESOLVED]" : "[FIRING:" + firing + "]";
                    return Arrays.asList(title.split(" ")).contains(alert)
                            && (title.contains(status) || !title.contains("["));
                })
                .reduce((before, last) -> last);
    }

    /** What Alertmanager knows. */
    List<JsonObject> alerts() {
        return Stack.json(send(HttpRequest.newBuilder(uri("/api/v2/alerts"))))
                .asJsonArray()
                .getValuesAs(JsonObject.class);
    }

    /** How many notifications failed; newer releases count them by reason too. */
    double failed(String integration) {
        return send(HttpRequest.newBuilder(uri("/metrics")))
                .lines()
                .filter(line -> line.startsWith("alertmanager_notifications_failed_total{"))
                .filter(line -> line.contains("integration=\"" + integration + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Changes a file of the rendered configuration, and has it read. */
    void edit(String file, String old, String text) {
        try {
            var before = Files.readString(folder.resolve("config").resolve(file));
            assertThat(before).contains(old);
            write("config/" + file, before.replace(old, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        send(HttpRequest.newBuilder(uri("/-/reload")).POST(BodyPublishers.noBody()));
    }

    private String send(HttpRequest.Builder request) {
        try {
            var response = http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + environment.get("TOCSIN_ALERTMANAGER_PORT") + path);
    }

    private void write(String file, String text) {
        try {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        monitor("down").orFail();
        sink.close();
    }
}
