package dev.tocsin.stack;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the real Alertmanager keeps quiet: the consequences of what it tells, and low throughput in quiet hours. */
class QuietIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Name, severity, team and instance, as the tables below write an alert. */
    private static JsonObject alert(String text) {
        var words = text.strip().split(" +");
        var labels = Json.createObjectBuilder()
                .add("alertname", words[0])
                .add("severity", words[1])
                .add("team", words[2]);
        if (words.length > 3) {
            labels.add("instance", words[3]);
        }
        return Json.createObjectBuilder()
                .add("labels", labels)
                .add("annotations", Json.createObjectBuilder().add("summary", text))
                .add("startsAt", Instant.now().toString())
                .add("endsAt", Instant.now().plusSeconds(3600).toString())
                .build();
    }

    private static Stream<String> each(String texts) {
        return Arrays.stream(texts.split(";")).map(String::strip);
    }

    private static Map<String, String> states(AlertmanagerAlone alertmanager) {
        return alertmanager.alerts().stream()
                .collect(toMap(
                        alert -> alert.getJsonObject("annotations").getString("summary"),
                        alert -> alert.getJsonObject("status").getString("state")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ServiceDown critical websocket; HighDiskUsage warning infrastructure node:9100"
                        + "| ServiceDown critical websocket a:9080; NoActiveConnections critical websocket;"
                        + " HighErrorRate critical websocket; SlowShutdownTime warning websocket a:9080",
                "ServiceDown critical websocket a:9080; HighMemoryUsage warning websocket b:9080;"
                        + " HighErrorRate critical websocket; HighCPUUsage warning infrastructure a:9080"
                        + "| HighMemoryUsage warning websocket a:9080",
                "NoActiveConnections critical websocket; HighConnectionChurn warning websocket"
                        + "| LowMessageThroughput warning websocket",
                "DiskFillingUp critical infrastructure a:9100; DiskFillingUp warning infrastructure b:9100;"
                        + " HighDiskUsage warning infrastructure a:9100"
                        + "| DiskFillingUp warning infrastructure a:9100",
            })
    void anAlertQuietsItsConsequencesAndNothingElse(String loud, String quiet) {
        try (var alertmanager = new AlertmanagerAlone("quiet").withSecrets().start()) {
            alertmanager.post(
                    Stream.concat(each(loud), each(quiet)).map(QuietIT::alert).toList());

            var expected = new HashMap<String, String>();
            each(loud).forEach(alert -> expected.put(alert, "active"));
            each(quiet).forEach(alert -> expected.put(alert, "suppressed"));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(states(alertmanager)).isEqualTo(expected));
        }
    }

    @Test
    void lowThroughputIsNoNewsInQuietHours() {
        try (var alertmanager = new AlertmanagerAlone("quiet").withSecrets().start()) {
            var none = "- name: quiet-hours\n    time_intervals: []";
            var always = none.replace("[]", "[{times: [{start_time: '00:00', end_time: '24:00'}]}]");
            alertmanager.edit("alertmanager.yml", none, always);
            alertmanager.post(List.of(
                    alert("LowMessageThroughput warning websocket"), alert("HighConnectionChurn warning websocket")));
            awaitTold(alertmanager, "HighConnectionChurn");
            await().during(Duration.ofSeconds(1))
                    .until(() -> alertmanager
                            .told("LowMessageThroughput", 1, "#websocket-alerts")
                            .isEmpty());

            alertmanager.edit("alertmanager.yml", always, none);
            awaitTold(alertmanager, "LowMessageThroughput");
        }
    }

    private static void awaitTold(AlertmanagerAlone alertmanager, String alert) {
        await().atMost(LIMIT)
                .until(() -> alertmanager.told(alert, 1, "#websocket-alerts").isPresent());
    }
}
