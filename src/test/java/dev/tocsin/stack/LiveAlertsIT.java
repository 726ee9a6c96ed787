package dev.tocsin.stack;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The eleven alerts and others that series can show, live: the real Prometheus and Alertmanager on a target that shows
 * what the test wants. Each fires, reaches its channel, and resolves there; while all is well, none does.
 */
class LiveAlertsIT {

    /** A second stands for thirty. */
    private static final int SPEED = 30;

    /** AuditLogAltered ends last, an hour of the configuration after what it tells of. */
    private static final Duration LIMIT = Duration.ofSeconds(180);

    private static final Path FOLDER = Path.of("target/live").toAbsolutePath();

    /** All at once: none of them quiets another. */
    private static final Map<String, String> CHANNELS = Map.ofEntries(
            entry("HighErrorRate", "#websocket-oncall"),
            entry("WitnessSilent", "#websocket-oncall"),
            entry("AuditLogAltered", "#websocket-oncall"),
            entry("AuditIncomplete", "#websocket-alerts"),
            entry("DeliveriesQuarantined", "#websocket-alerts"),
            entry("HighMemoryUsage", "#websocket-alerts"),
            entry("SlowShutdownTime", "#websocket-alerts"),
            entry("LowMessageThroughput", "#websocket-alerts"),
            entry("HighConnectionChurn", "#websocket-alerts"),
            entry("DeploymentCompleted", "#websocket-alerts"),
            entry("HighSessionCount", "#websocket-alerts"),
            entry("WebSocketAccountingBroken", "#websocket-alerts"),
            entry("CriticalLogEvent", "#websocket-alerts"),
            entry("HighCPUUsage", "#infrastructure-alerts"),
            entry("HighDiskUsage", "#infrastructure-alerts"),
            entry("DiskFillingUp", "#infrastructure-alerts"));

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> environment = new HashMap<>();
    private final Sink sink = new Sink();
    private final Exporter app = new Exporter(Stack.freePort());
    private final Exporter node = new Exporter(Stack.freePort());

    @BeforeEach
    void start() throws IOException {
        environment.put("TOCSIN_STATE", FOLDER.toString());
        environment.put("TOCSIN_RUNTIME", "native");
        environment.put("TOCSIN_SPEED", Integer.toString(SPEED));
        environment.put("TOCSIN_HTTP_PORT", Integer.toString(app.port()));
        environment.put("TOCSIN_NODE_EXPORTER_PORT", Integer.toString(node.port()));
        environment.put("TOCSIN_BLACKBOX_EXPORTER_PORT", Integer.toString(Stack.freePort()));
        environment.put("TOCSIN_PROMETHEUS_PORT", Integer.toString(Stack.freePort()));
        environment.put("TOCSIN_ALERTMANAGER_PORT", Integer.toString(Stack.freePort()));
        environment.put("TOCSIN_PAGERDUTY_URL", sink.pagerDutyUrl().toString());
        monitor("down");
        Command.run(Duration.ofMinutes(1), Map.of(), List.of("rm", "-rf", FOLDER.toString()))
                .orFail();
        Files.createDirectories(FOLDER.resolve("secrets"));
        Files.writeString(
                FOLDER.resolve("secrets/tocsin-slack-url"), sink.slackUrl().toString());
        Files.writeString(FOLDER.resolve("secrets/tocsin-pagerduty-key"), "0123456789abcdef0123456789abcdef");
        allIsWell();
        monitor("up", "prometheus", "alertmanager", "blackbox-exporter").orFail();
    }

    @AfterEach
    void stop() {
        monitor("down").orFail();
        sink.close();
        app.close();
        node.close();
    }

    private Command monitor(String... arguments) {
        var words = new ArrayList<>(List.of("./scripts/monitor.sh"));
        words.addAll(List.of(arguments));
        return Command.run(Duration.ofMinutes(5), environment, words);
    }

    @Test
    void everyAlertFiresReachesItsChannelAndResolves() {
        awaitBaseline();
        awaitFiring(Set.of());

        everythingIsInTrouble();
        CHANNELS.forEach((alert, channel) -> awaitTold(alert, channel, "FIRING"));
        allIsWell();
        CHANNELS.forEach((alert, channel) -> awaitTold(alert, channel, "RESOLVED"));

        app.follow(
                "app_connections_closed_total{initiator=\"client\",code=\"1000\"}", "app_connections_opened_total", 0);
        app.set("app_active_connections", 0);
        awaitTold("NoActiveConnections", "#websocket-oncall", "FIRING");
        allIsWell();
        awaitTold("NoActiveConnections", "#websocket-oncall", "RESOLVED");

        app.close();
        awaitTold("ServiceDown", "#websocket-oncall", "FIRING");
        app.open();
        awaitTold("ServiceDown", "#websocket-oncall", "RESOLVED");

        node.close();
        awaitTold("NodeExporterDown", "#infrastructure-alerts", "FIRING");
        node.open();
        awaitTold("NodeExporterDown", "#infrastructure-alerts", "RESOLVED");

        assertThat(sink.pagerDuty())
                .extracting(event -> event.getString("event_action") + " "
                        + event.getJsonObject("payload").getString("summary").split(":")[0])
                .as("only what is critical reaches PagerDuty")
                .allSatisfy(event -> assertThat(event)
                        .matches("(trigger|resolve) (HighErrorRate|NoActiveConnections|ServiceDown"
                                + "|WitnessSilent|AuditLogAltered|DiskFillingUp)"));
        awaitFiring(Set.of());
    }

    private void allIsWell() {
        app.set("app_active_connections", 5);
        app.set("app_sessions_tracked", 10);
        app.grow("app_errors_total{type=\"protocol\"}", 0);
        app.grow("app_messages_total", 10);
        app.count("app_connections_opened_total", 1);
        app.follow(
                "app_connections_closed_total{initiator=\"client\",code=\"1000\"}", "app_connections_opened_total", 5);
        app.set("memory_usedHeap_bytes{mp_scope=\"base\"}", 100e6);
        app.set("memory_maxHeap_bytes{mp_scope=\"base\"}", 500e6);
        app.set("process_resident_memory_bytes", 300e6);
        app.set("process_start_time_seconds", 1e9);
        app.set("app_alert_heartbeat_age_seconds{witness=\"direct\"}", 30);
        app.set("app_alert_heartbeat_timeout_seconds", 180);
        app.set("app_alert_chain_length", 1000);
        app.set("app_alert_chain_head", 1);
        app.set("app_alert_episodes_one_sided{reason=\"unknown\"}", 0);
        app.grow("app_alert_deliveries_total{witness=\"direct\",outcome=\"quarantined\"}", 0);
        app.grow("app_log_events_total{level=\"error\",event=\"storage_failed\"}", 0);
        app.grow("app_shutdown_duration_seconds_count", 0);
        app.set("app_shutdown_duration_seconds_bucket{le=\"5.0\"}", 0);
        node.grow("node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"}", 0.9);
        node.set("node_filesystem_avail_bytes{mountpoint=\"/\"}", 50e9);
        node.set("node_filesystem_size_bytes{mountpoint=\"/\"}", 100e9);
        node.set("node_filesystem_readonly{mountpoint=\"/\"}", 0);
    }

    private void everythingIsInTrouble() {
        app.set("app_sessions_tracked", 1001);
        app.grow("app_errors_total{type=\"protocol\"}", 1);
        app.grow("app_messages_total", 0.5);
        app.count("app_connections_opened_total", 150);
        app.follow(
                "app_connections_closed_total{initiator=\"client\",code=\"1000\"}", "app_connections_opened_total", 6);
        app.set("memory_usedHeap_bytes{mp_scope=\"base\"}", 450e6);
        app.set("process_start_time_seconds", Instant.now().getEpochSecond());
        app.set("app_shutdown_duration_seconds_count", 1);
        app.set("app_alert_heartbeat_age_seconds{witness=\"direct\"}", 181);
        app.set("app_alert_chain_length", 999);
        app.set("app_alert_episodes_one_sided{reason=\"unknown\"}", 1);
        app.grow("app_alert_deliveries_total{witness=\"direct\",outcome=\"quarantined\"}", 1);
        app.grow("app_log_events_total{level=\"error\",event=\"storage_failed\"}", 1);
        node.grow("node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"}", 0.1);
        node.set("node_filesystem_avail_bytes{mountpoint=\"/\"}", 5e9);
    }

    private void awaitTold(String alert, String channel, String status) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(sink.slack())
                        .as("%s is told in %s to be %s", alert, channel, status)
                        .anySatisfy(message -> {
                            assertThat(message.getString("channel")).isEqualTo(channel);
                            assertThat(message.getJsonArray("attachments")
                                            .getJsonObject(0)
                                            .getString("title"))
                                    .contains(alert)
                                    .contains(status);
                        }));
    }

    /** Prometheus has seen how things are when all is well: a shutdown is slow only against what was there before. */
    private void awaitBaseline() {
        var seen = "count_over_time(instance:app_slow_shutdowns:total[1m]) > 2";
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                prometheus("query?query=" + URLEncoder.encode(seen, StandardCharsets.UTF_8))
                                        .getJsonArray("result"))
                        .hasSize(1));
    }

    /** Beside the heartbeat, which always fires. */
    private void awaitFiring(Set<String> expected) {
        await().atMost(LIMIT).untilAsserted(() -> {
            var names = prometheus("alerts").getJsonArray("alerts").stream()
                    .map(alert -> alert.asJsonObject().getJsonObject("labels").getString("alertname"))
                    .filter(name -> !name.equals("Watchdog"))
                    .collect(Collectors.toSet());
            assertThat(names).isEqualTo(expected);
        });
    }

    private JsonObject prometheus(String path) throws IOException, InterruptedException {
        var url = "http://localhost:" + environment.get("TOCSIN_PROMETHEUS_PORT") + "/api/v1/" + path;
        var response = http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
        return Stack.json(response.body()).asJsonObject().getJsonObject("data");
    }
}
