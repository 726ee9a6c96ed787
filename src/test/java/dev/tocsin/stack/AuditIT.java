package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The audit log as auditors get it: over HTTP, on the command line, and without the service. */
@ExtendWith(StackExtension.class)
class AuditIT {

    private final Stack stack;

    AuditIT(Stack stack) {
        this.stack = stack;
    }

    private int deliver(String name) {
        var alert =
                "[{\"labels\":{\"alertname\":\"%s\"},\"startsAt\":\"2026-01-31T03:00:00Z\",\"endsAt\":\"2026-01-31T03:05:00Z\"}]";
        return stack.send(HttpRequest.newBuilder(stack.app("/api/v2/alerts"))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + stack.witnessToken())
                        .POST(BodyPublishers.ofString(alert.formatted(name))))
                .statusCode();
    }

    private List<JsonObject> entries() {
        long length = stack.api("/audit?limit=1").getJsonNumber("length").longValue();
        return stack.api("/audit?limit=1000&after=" + Math.max(0, length - 900))
                .getJsonArray("entries")
                .getValuesAs(JsonObject.class);
    }

    private void signIn(String password) {
        stack.send(HttpRequest.newBuilder(stack.app("/api/session"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"user\":\"oncall\",\"password\":\"" + password + "\"}")));
    }

    @Test
    void whatHappensIsInTheLogWithWhoAndWhen() {
        var name = "Test" + UUID.randomUUID();
        deliver(name);
        deliver(name);
        deliver("broken\", " + name);
        signIn(stack.password());
        signIn("guess");

        assertThat(entries())
                .filteredOn(entry -> entry.toString().contains(name))
                .extracting(entry -> entry.getString("actor") + " " + entry.getString("kind"))
                .containsExactly("witness:direct fired", "witness:direct resolved", "witness:direct quarantined");
        assertThat(entries())
                .extracting(entry -> entry.getString("actor") + " " + entry.getString("kind"))
                .contains("service started", "user:oncall signed-in", "stranger sign-in-refused");
        assertThat(entries()).noneMatch(entry -> entry.toString().contains(stack.password()));
    }

    @Test
    void whoeverGuessesPasswordsCannotFillTheLog() {
        var before = refusals();
        for (int i = 0; i < 25; i++) {
            signIn("guess");
        }
        signIn(stack.password());

        assertThat(refusals() - before).isLessThanOrEqualTo(2 * 10);
        assertThat(entries()).anyMatch(entry -> entry.getJsonObject("body").containsKey("refusals_unrecorded"));
    }

    private long refusals() {
        return entries().stream()
                .filter(entry -> entry.getString("kind").equals("sign-in-refused"))
                .count();
    }

    @Test
    void theWholeOfItHoldsAndPrometheusRemembersItsHead() {
        deliver("Test" + UUID.randomUUID());
        var verification = stack.api("/audit/verification");
        assertThat(verification.getJsonArray("findings")).isEmpty();
        assertThat(verification.getBoolean("holds")).isTrue();

        int length = verification.getInt("length");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> stack.query("app_alert_chain_length >= " + length).size() == 1);
        var verified = stack.monitor("audit", "verify").orFail();
        assertThat(verified.out())
                .containsPattern("(?m)^Log +holds +\\d+ entries")
                .containsPattern("(?m)^Episodes +holds +\\d+ replayed")
                .containsPattern("(?m)^Prometheus +holds +\\d+ heads of the last 15d fit, the last at entry \\d+");
    }

    /** Somebody who can write to the database cuts the tail with its head, so that the rest of the log holds. */
    @Test
    void aCutTailIsFoundByWhatPrometheusRemembers() throws SQLException {
        signIn("guess");
        long length = stack.api("/audit?limit=1").getJsonNumber("length").longValue();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !stack.query("min_over_time(app_alert_chain_length[2s]) >= " + length)
                        .isEmpty());
        stack.monitor("down", "app", "prometheus").orFail();
        // Prometheus would remember the forged log for all other tests.
        stack.shell("cp -R .tocsin/stack/data target/audit-backup").orFail();
        try {
            cut(length);
            stack.monitor("up").orFail();

            var verified = stack.monitor("audit", "verify");
            assertThat(verified.exit()).as(verified.out() + verified.err()).isEqualTo(1);
            assertThat(verified.out())
                    .containsPattern("(?m)^Log +holds")
                    .containsPattern(
                            "(?m)^Prometheus +broken +(entry \\d+ was \\p{XDigit}{13}…|the log reached to entry \\d+)");
        } finally {
            stack.monitor("down", "app", "prometheus").orFail();
            stack.shell("rm -rf .tocsin/stack/data && mv target/audit-backup .tocsin/stack/data")
                    .orFail();
            stack.monitor("up").orFail();
        }
    }

    private static void cut(long length) throws SQLException {
        var file = Stack.FOLDER.resolve("data/tocsin/tocsin.db");
        try (var database = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = database.createStatement()) {
            statement.executeUpdate("DELETE FROM audit_log WHERE seq >= " + length);
            statement.executeUpdate("UPDATE audit_head SET length = " + (length - 1)
                    + ", hash = (SELECT hash FROM audit_log WHERE seq = " + (length - 1) + ")");
        }
    }

    @Test
    void anExportVerifiesWithoutTheService() throws IOException {
        deliver("Test" + UUID.randomUUID());
        var procedure = Pattern.compile("(?ms)^```bash\\n([^`]*sha256sum.*?)^```$")
                .matcher(Files.readString(Path.of("docs/reference.md")))
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();

        var whole = stack.shell(procedure);
        assertThat(whole.orFail().out()).contains("holds");

        var altered = stack.shell(procedure.replace(
                "while ", "sed -i '2s/\"actor\":\"/\"actor\":\"user:eve/' .tocsin/audit.ndjson\nwhile "));
        assertThat(altered.exit()).isEqualTo(1);
        assertThat(altered.out()).contains("\"seq\":2,");
    }

    @Test
    void aStretchIsExportedAndCsvHasTheSameEntries() {
        deliver("Test" + UUID.randomUUID());
        assertThat(stack.text("/audit/export?to=2026-01-01T00:00:00Z")).isEmpty();
        assertThat(stack.text("/audit/export?from=2026-01-01T00:00:00Z")).startsWith("{\"seq\":1,");
        assertThat(stack.text("/audit/export?format=csv"))
                .startsWith("seq,recorded_at,")
                .contains("\"{\"\"");
    }
}
