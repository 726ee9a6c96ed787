package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the witnesses' endpoints take and refuse, over HTTP. */
@ExtendWith(StackExtension.class)
class IntakeIT {

    private static final String WEBHOOK = "/api/webhooks/alertmanager";
    private static final String DIRECT = "/api/v2/alerts";
    private static final int MAX_BODY_BYTES = 8 * 1024 * 1024;

    private final Stack stack;
    private final String name = "Test" + UUID.randomUUID();

    IntakeIT(Stack stack) {
        this.stack = stack;
    }

    private HttpResponse<String> post(String path, String token, String body) {
        return stack.send(HttpRequest.newBuilder(stack.app(path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(body)));
    }

    private String direct(String endsAt) {
        return "[{\"labels\":{\"alertname\":\"%s\",\"severity\":\"info\"},\"startsAt\":\"2026-01-31T03:00:00Z\",\"endsAt\":\"%s\"}]"
                .formatted(name, endsAt);
    }

    private List<JsonObject> recorded() {
        return stack.api("/alerts?state=all&limit=1000").getJsonArray("alerts").stream()
                .map(JsonValue::asJsonObject)
                .filter(alert -> alert.getString("name").equals(name))
                .toList();
    }

    private double count(String witness, String outcome) {
        return stack.metric("app_alert_deliveries_total{mp_scope=\"application\",outcome=\"%s\",witness=\"%s\",}"
                .formatted(outcome, witness));
    }

    private static void isProblem(HttpResponse<String> response, int status, String detail) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        var problem = Stack.json(response.body()).asJsonObject();
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("detail")).contains(detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {WEBHOOK, DIRECT})
    void withoutTheTokenNothingIsTaken(String path) {
        double before = count("direct", "unauthorized") + count("webhook", "unauthorized");

        isProblem(post(path, "wrong", "[]"), 401, "token");
        isProblem(post(path, stack.witnessToken() + "x", "[]"), 401, "token");
        isProblem(
                stack.send(HttpRequest.newBuilder(stack.app(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("[]"))),
                401,
                "token");

        assertThat(count("direct", "unauthorized") + count("webhook", "unauthorized"))
                .isEqualTo(before + 3);
    }

    @Test
    void aDeliveryIsRecordedOnceHoweverOftenItComes() {
        double before = count("direct", "stored");
        for (int i = 0; i < 3; i++) {
            assertThat(post(DIRECT, stack.witnessToken(), direct("2026-01-31T03:05:00Z"))
                            .statusCode())
                    .isEqualTo(200);
        }

        assertThat(recorded()).singleElement().satisfies(alert -> {
            assertThat(alert.getString("state")).isEqualTo("resolved");
            assertThat(alert.getString("endsAt")).isEqualTo("2026-01-31T03:05:00Z");
            assertThat(stack.api("/alerts/" + alert.getString("id"))).isEqualTo(alert);
        });
        // Prometheus may have delivered alerts of its own meanwhile.
        assertThat(count("direct", "stored")).isGreaterThanOrEqualTo(before + 3);
    }

    private List<String> quarantined() {
        return stack.api("/audit/quarantine").getJsonArray("quarantined").getValuesAs(JsonObject.class).stream()
                .map(poison -> poison.getString("reason") + " <- " + poison.getString("payload"))
                .toList();
    }

    @Test
    void oneBadAlertIsQuarantinedAndTheOthersAreRecorded() {
        double before = count("direct", "quarantined");
        var bad =
                "{\"labels\":{\"alertname\":7,\"name\":\"%s\"},\"startsAt\":\"2026-01-31T03:00:00Z\"}".formatted(name);

        assertThat(post(
                                DIRECT,
                                stack.witnessToken(),
                                direct("2026-01-31T03:05:00Z").replace("[", "[" + bad + ","))
                        .statusCode())
                .isEqualTo(200);

        assertThat(recorded()).hasSize(1);
        assertThat(quarantined()).contains("[0].labels.alertname: expected a string, found a JSON number <- " + bad);
        assertThat(count("direct", "quarantined")).isEqualTo(before + 1);
    }

    /** Sent again it would be no clearer: the sender goes on. */
    @Test
    void whatCannotBeUnderstoodIsTakenAndQuarantined() {
        double before = count("webhook", "quarantined");
        for (var body : new String[] {
            "{\"version\":\"3\",\"alerts\":[],\"x\":\"%s\"}",
            "{\"version\":\"4\",\"alerts\":[]} {\"x\":\"%s\"}",
            "{\"version\":\"4\",\"alerts\":[],\"x\":\"%s\",\"alerts\":[]}",
            "no JSON %s",
            "[".repeat(10_000) + "%s",
            "\0\uffff%s"
        }) {
            assertThat(post(WEBHOOK, stack.witnessToken(), body.formatted(name)).statusCode())
                    .isEqualTo(204);
        }
        assertThat(count("webhook", "quarantined")).isEqualTo(before + 6);
        assertThat(quarantined()).filteredOn(poison -> poison.contains(name)).hasSize(6);
    }

    @Test
    void thousandsOfLabelsAndAMegabyteOfAnyCharactersAreRecorded() {
        var labels = IntStream.range(0, 5000)
                .mapToObj(i -> "\"label_%d\":\"\\u0000\\ud83d 🚨 %d\"".formatted(i, i))
                .collect(Collectors.joining(","));
        var large = direct("2026-01-31T03:05:00Z")
                .replace("\"severity\"", labels + ",\"severity\"")
                .replace(
                        "\"startsAt\"", "\"annotations\":{\"summary\":\"" + "ä".repeat(1_000_000) + "\"},\"startsAt\"");

        for (int i = 0; i < 2; i++) {
            assertThat(post(DIRECT, stack.witnessToken(), large).statusCode()).isEqualTo(200);
        }

        assertThat(recorded()).singleElement().satisfies(alert -> {
            assertThat(alert.getString("summary")).hasSize(1_000_000);
            assertThat(alert.getJsonObject("labels")).hasSize(5002);
        });
        assertThat(stack.api("/audit/verification").getBoolean("holds")).isTrue();
    }

    @Test
    void theLimitOfTheBodyHoldsAtItsEdge() {
        var padded = direct("2026-01-31T03:05:00Z") + " ".repeat(MAX_BODY_BYTES);

        isProblem(
                post(DIRECT, stack.witnessToken(), padded.substring(0, MAX_BODY_BYTES + 1)),
                413,
                "tocsin.witness.max-body-bytes");
        assertThat(recorded()).isEmpty();
        assertThat(post(DIRECT, stack.witnessToken(), padded.substring(0, MAX_BODY_BYTES))
                        .statusCode())
                .isEqualTo(200);
        assertThat(recorded()).hasSize(1);
    }

    /** Another process holds the database's write lock: the sender is told to try again, and then succeeds. */
    @Test
    void whileTheDatabaseIsAwayTheSenderIsToldToTryAgain() throws SQLException {
        double before = count("direct", "failed");
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + Stack.FOLDER.resolve("data/tocsin/tocsin.db"));
                var statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            var refused = post(DIRECT, stack.witnessToken(), direct("2026-01-31T03:05:00Z"));
            statement.execute("ROLLBACK");

            isProblem(refused, 503, "try again");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        }
        assertThat(count("direct", "failed")).isGreaterThanOrEqualTo(before + 1);
        assertThat(recorded()).isEmpty();

        assertThat(post(DIRECT, stack.witnessToken(), direct("2026-01-31T03:05:00Z"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(recorded()).hasSize(1);
    }

    @Test
    void theWatchdogIsNotedAndStaysOutOfTheRecord() {
        var before = Instant.now();
        var watchdog = direct("2099-01-01T00:00:00Z").replace(name, "Watchdog");
        assertThat(post(DIRECT, stack.witnessToken(), watchdog).statusCode()).isEqualTo(200);

        var heartbeat = stack.api("/status").getJsonObject("witnesses").getJsonObject("direct");
        assertThat(Instant.parse(heartbeat.getString("heartbeatAt"))).isAfterOrEqualTo(before);
        assertThat(heartbeat.getBoolean("heartbeatLost")).isFalse();
        assertThat(stack.metric("app_alert_heartbeat_age_seconds{mp_scope=\"application\",witness=\"direct\",}"))
                .isBetween(0.0, 10.0);
        assertThat(stack.api("/alerts?state=all&name=Watchdog").getJsonArray("alerts"))
                .isEmpty();
    }

    @Test
    void theRecordIsForThoseWhoSignIn() {
        for (var path : new String[] {"/api/alerts", "/api/alerts/x", "/api/status", "/api/alertmanager"}) {
            isProblem(stack.send(HttpRequest.newBuilder(stack.app(path))), 401, "sign in");
        }
    }

    @Test
    void aRequestThatMakesNoSenseIsExplained() {
        for (var query : new String[] {"?state=burning", "?limit=0", "?limit=1001", "?limit=many"}) {
            var credentials = Base64.getEncoder().encodeToString(("oncall:" + stack.password()).getBytes());
            isProblem(
                    stack.send(HttpRequest.newBuilder(stack.app("/api/alerts" + query))
                            .header("Authorization", "Basic " + credentials)),
                    400,
                    query.substring(1, query.indexOf('=')));
        }
    }

    private HttpResponse<String> signIn(String origin) {
        var body = "{\"user\":\"oncall\",\"password\":\"" + stack.password() + "\"}";
        return stack.send(HttpRequest.newBuilder(stack.app("/api/session"))
                .header("Content-Type", "application/json")
                .header("Origin", origin)
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void anotherSiteCannotSignSomebodyIn() {
        isProblem(signIn("http://evil.example"), 403, "origin");
        var own = signIn(stack.app("").toString());
        assertThat(own.statusCode()).isEqualTo(204);
        assertThat(own.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("HttpOnly")
                .contains("SameSite=Strict");
        isProblem(
                stack.send(HttpRequest.newBuilder(stack.app("/api/session"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"user\":\"oncall\",\"password\":\"guess\"}"))),
                401,
                "wrong");
    }

    @Test
    void thePageHearsOfBothUpstreams() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            var upstream = stack.api("/status").getJsonObject("upstream");
            assertThat(upstream.getJsonObject("prometheus").getBoolean("reachable"))
                    .isTrue();
            assertThat(upstream.getJsonObject("alertmanager").getBoolean("reachable"))
                    .isTrue();
        });
        var alertmanager = stack.api("/alertmanager");
        assertThat(alertmanager.getString("version")).isNotEmpty();
        assertThat(alertmanager.getJsonArray("receivers").toString()).contains("websocket-oncall");
        assertThat(Instant.parse(alertmanager.getString("now"))).isBeforeOrEqualTo(Instant.now());
    }
}
