package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code monitor.sh doctor} names the broken hop and its mend. Most hops are broken in a copy of the stack's folder, beside
 * which the real parts run on; {@link OutageIT}, {@link HeartbeatIT} and {@link BrokenChannelIT} ask it about real outages.
 */
@ExtendWith(StackExtension.class)
class DoctorIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n]]");
    private static final List<String> PARTS = List.of("service", "prometheus", "alertmanager");

    private final Stack stack;

    @TempDir
    private Path folder;

    DoctorIT(Stack stack) {
        this.stack = stack;
    }

    /** What it says of a hop. */
    static JsonObject hop(Command doctor, String id) {
        return Stack.json(doctor.out()).asJsonObject().getJsonArray("hops").getValuesAs(JsonObject.class).stream()
                .filter(hop -> hop.getString("id").equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no hop " + id + "\n" + doctor.out() + doctor.err()));
    }

    /** Asserts that it says of a hop that it is broken, and how it is mended. */
    static void isBroken(Command doctor, String id, String detail, String mend) {
        var hop = hop(doctor, id);
        assertThat(doctor.exit()).isEqualTo(1);
        assertThat(hop.getString("state")).as(hop.toString()).isEqualTo("broken");
        assertThat(hop.getString("detail")).contains(detail);
        assertThat(hop.getString("mend")).contains(mend);
    }

    /** Takes over the stack's folder, with other settings, and asks there. */
    private Command ofCopy(Map<String, String> settings, String... arguments) throws IOException {
        var saved = folder.resolve("run/settings");
        var text = Files.readString(saved);
        for (var setting : settings.entrySet()) {
            text = text.replaceAll("(?m)^" + setting.getKey() + "=.*", setting.getKey() + "=" + setting.getValue());
        }
        Files.writeString(saved, text);
        var words = new ArrayList<>(List.of("./scripts/monitor.sh", "doctor", "--json"));
        words.addAll(List.of(arguments));
        return Command.run(LIMIT, Map.of("TOCSIN_STATE", folder.toString()), words);
    }

    private void copy() {
        for (var part : List.of("config", "secrets", "run")) {
            Command.run(
                            LIMIT,
                            Map.of(),
                            List.of("cp", "-Rp", Stack.FOLDER.resolve(part).toString(), folder.toString()))
                    .orFail();
        }
    }

    /** The same, with all three parts at other addresses. */
    private Command ofCopyAt(List<Integer> ports, String... arguments) throws IOException {
        copy();
        return ofCopy(
                Map.of(
                        "TOCSIN_HTTP_PORT", ports.get(0).toString(),
                        "TOCSIN_PROMETHEUS_PORT", ports.get(1).toString(),
                        "TOCSIN_ALERTMANAGER_PORT", ports.get(2).toString()),
                arguments);
    }

    private static HttpServer answering(byte[] body) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                }
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void ofAStackThatIsWellNoHopIsBroken() {
        await().atMost(LIMIT).untilAsserted(() -> {
            var doctor = stack.monitor("doctor", "--json", "--timeout", "30");
            assertThat(doctor.exit()).as("exit, of %s", doctor.out()).isZero();
            for (var id :
                    List.of("files", "rules", "scrape", "alertmanager-config", "sending", "witness-webhook", "audit")) {
                assertThat(hop(doctor, id).getString("state")).as(id).isEqualTo("works");
            }
        });
        var text = stack.monitor("doctor");
        assertThat(text.out())
                .contains(
                        "Alerts not firing\n",
                        "Alerts not reaching Alertmanager\n",
                        "Notifications not sent\n",
                        "False positives\n")
                .containsPattern("(?m)^  rules +works +\\d+ alerts are loaded$")
                .doesNotContain(stack.password(), stack.witnessToken());
        assertThat(CONTROL.matcher(text.out()).find())
                .as("colour only on a terminal")
                .isFalse();
        assertThat(text.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secrets/tocsin-slack-url     |                          | slack-secret        | is empty or missing | the incoming webhook's URL",
                "secrets/tocsin-pagerduty-key | https://example.com/      | pagerduty-secret    | is not the integration key | the integration key",
                "config/alertmanager.yml      | +# another line           | alertmanager-config | another alertmanager.yml | monitor.sh up",
                "config/alert_rules.yml       | +      - alert: NeverLoaded | rules             | not loaded: NeverLoaded | rule_files",
                "config/alert_rules.yml       | +# another line           | prometheus-config   | not read its files | monitor.sh up",
                "config/alert_rules.yml       | +        expr: app_never_counted | metrics      | lacks app_never_counted | monitor.sh logs app",
                "config/prometheus.yml        | +# another line           | files               | prometheus.yml | monitor.sh up",
            })
    void whatIsNotAsItShouldBeIsNamed(String file, String text, String hop, String detail, String mend)
            throws IOException {
        copy();
        var changed = folder.resolve(file);
        if (text != null && text.startsWith("+")) {
            Files.writeString(changed, text.substring(1) + "\n", StandardOpenOption.APPEND);
        } else {
            Files.writeString(changed, text == null ? "" : text);
        }

        isBroken(ofCopy(Map.of()), hop, detail, mend);
    }

    /** The real parts answer; one thing that one of them says is another. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROMETHEUS   | \"health\":\"ok\"           | \"health\":\"err\",\"lastError\":\"too many labels\""
                        + " | evaluation | too many labels | correct the rule in docker/",
                "PROMETHEUS   | \"lastEvaluation\":\"20..   | \"lastEvaluation\":\"2001"
                        + " | evaluation | rules were last evaluated | too slow a machine",
                "PROMETHEUS   | \"lastError\":\"\"(.*?\"health\":\")up | \"lastError\":\"no route to host\"$1down"
                        + " | scrape | no route to host | may Prometheus reach",
                "PROMETHEUS   | \"job\":\"websocket-app\"   | \"job\":\"another\""
                        + " | scrape | no target of the job websocket-app | scrape_configs",
                "PROMETHEUS   | (activeAlertmanagers\":).*?]   | $1[]"
                        + " | discovery | Prometheus does not know 127.0.0.1 | alerting.alertmanagers",
                "ALERTMANAGER | Watchdog | Nobody | sending | no heartbeat | is the rule Watchdog loaded?",
                "ALERTMANAGER | \"updatedAt\":\"20..         | \"updatedAt\":\"2001"
                        + " | sending | no heartbeat (Watchdog) for | monitor.sh logs prometheus",
                "ALERTMANAGER | (notification_requests(_failed)?_total[{]integration=\"webhook\"}).* | $1 7"
                        + " | record | none of 7 requests was taken | runbooks/witness-silent",
                "HTTP         | '(heartbeatLost\":)false|(outcome=\")unauthorized' | $1$2true"
                        + " | witness-direct | no heartbeat from Prometheus | runbooks/witness-silent",
                "HTTP         | .*\"holds\":true.* | {\"holds\":false,\"findings\":[{\"table\":\"audit_log\",\"row\":\"7\"}]}"
                        + " | audit | altered: audit_log 7 | runbooks/audit-log-altered",
                "HTTP         | (?m)(?<=^process_start_time_seconds[^ ]{0,60} )\\S+ | 1.0E9"
                        + " | same-service | figures are those of another process | correct the targets",
            })
    void whatOneOfThemTellsOtherwiseIsNamed(
            String part, String truth, String lie, String hop, String detail, String mend) throws IOException {
        var real = Map.of(
                "HTTP", stack.app(""), "PROMETHEUS", stack.prometheus(""), "ALERTMANAGER", stack.alertmanager(""));
        copy();
        try (var liar = new LyingPart(real.get(part), truth, lie)) {
            var there = Map.of("TOCSIN_" + part + "_PORT", Integer.toString(liar.port()));
            // Of a stack that has just started it does not say everything yet.
            await().atMost(LIMIT).untilAsserted(() -> isBroken(ofCopy(there), hop, detail, mend));
        }
    }

    @Test
    void aPartThatHangsIsNamed() {
        var alertmanager = Long.toString(stack.pid("alertmanager"));
        Command.run(LIMIT, Map.of(), List.of("kill", "-STOP", alertmanager)).orFail();
        try {
            var doctor = stack.monitor("doctor", "--json", "--timeout", "1");

            isBroken(doctor, "alertmanager", "does not answer within 1 s", "monitor.sh down alertmanager");
            assertThat(hop(doctor, "slack").getString("detail")).isEqualTo("not known while alertmanager is broken");
            assertThat(hop(doctor, "rules").getString("state")).isEqualTo("works");
        } finally {
            Command.run(LIMIT, Map.of(), List.of("kill", "-CONT", alertmanager)).orFail();
        }
    }

    @Test
    void partsAtWhoseAddressNothingListensAreNamed() throws IOException {
        var doctor = ofCopyAt(List.of(1, 2, 3));

        for (var part : PARTS) {
            isBroken(doctor, part, "nothing listens", "monitor.sh");
        }
    }

    @Test
    void partsThatTakeTheQuestionAndDoNotAnswerAreNamed() throws IOException {
        var here = InetAddress.getLoopbackAddress();
        try (var app = new ServerSocket(0, 50, here);
                var prometheus = new ServerSocket(0, 50, here);
                var alertmanager = new ServerSocket(0, 50, here)) {
            var ports = List.of(app.getLocalPort(), prometheus.getLocalPort(), alertmanager.getLocalPort());

            var doctor = ofCopyAt(ports, "--timeout", "1");

            for (var part : PARTS) {
                isBroken(doctor, part, "does not answer within 1 s", "monitor.sh logs");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "<!doctype html><title>Sign in</title>",
                "{\"status\":\"success\",\"data\":",
                "{\"status\":\"success\",\"data\":{\"groups\":1,\"activeTargets\":{},\"result\":[{}]}}",
                "{\"status\":\"UP\",\"checks\":7,\"config\":[],\"versionInfo\":\"\\u001b[31m\"}",
                "\u001b[2J\u0000\ufffe",
            })
    void whoAnswersNonsenseIsNamed(String nonsense) throws IOException {
        var servers = Stream.generate(() -> answering(nonsense.getBytes(StandardCharsets.UTF_8)))
                .limit(PARTS.size())
                .toList();
        try {
            var doctor = ofCopyAt(servers.stream()
                    .map(server -> server.getAddress().getPort())
                    .toList());

            assertThat(doctor.err()).isEmpty();
            for (var part : PARTS) {
                isBroken(doctor, part, "answers nonsense", "TOCSIN_");
            }
        } finally {
            servers.forEach(server -> server.stop(0));
        }
    }
}
