package dev.tocsin.alerting.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tocsin.alerting.model.Alert;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T03:00:00Z");
    private static final String ALERT = """
            {"status":"%s","labels":{"alertname":"ServiceDown","severity":"critical"},
             "annotations":{"summary":"down"},"startsAt":"2026-01-31T02:00:00.123456789Z","endsAt":"%s",
             "generatorURL":"http://prometheus:9090/graph","fingerprint":"d2c6efc389df0927"}""";

    private static List<Alert> webhook(String alerts) {
        return Payloads.webhook(utf8("{\"version\":\"4\",\"groupKey\":\"{}\",\"alerts\":[" + alerts + "]}"))
                .alerts();
    }

    private static List<Alert> direct(String body) {
        return Payloads.direct(utf8(body), NOW).alerts();
    }

    /** What is wrong with the whole, or else with the first alert that is wrong. */
    private static String fault(Supplier<Delivery> reading) {
        try {
            return reading.get().poison().get(0).reason();
        } catch (InvalidPayloadException e) {
            return e.getMessage();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void webhookTellsOfAFiringAlertWithoutAnEnd() {
        assertThat(webhook(ALERT.formatted("firing", "0001-01-01T00:00:00Z")))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.labels().alertName()).isEqualTo("ServiceDown");
                    assertThat(alert.startsAt()).isEqualTo("2026-01-31T02:00:00.123Z");
                    assertThat(alert.endedAt()).isEmpty();
                    assertThat(alert.annotations()).containsEntry("summary", "down");
                    assertThat(alert.generatorUrl()).contains("http://prometheus:9090/graph");
                });
    }

    @ParameterizedTest
    @CsvSource({"escalation-by-slack, escalation-by-slack", "audit,", "my-escalation,", "'',"})
    void webhookTellsThatNobodyHadAnswered(String receiver, String escalatedTo) {
        var body = "{\"version\":\"4\",\"receiver\":\"" + receiver + "\",\"alerts\":[]}";
        assertThat(Payloads.webhook(utf8(body)).escalatedTo().orElse(null)).isEqualTo(escalatedTo);
    }

    @Test
    void webhookTellsTheEndOfAResolvedAlert() {
        assertThat(webhook(ALERT.formatted("resolved", "2026-01-31T04:10:00+02:00")))
                .singleElement()
                .satisfies(alert -> assertThat(alert.endedAt()).contains(Instant.parse("2026-01-31T02:10:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T02:59:59Z, 2026-01-31T02:59:59Z",
        "2026-01-31T03:00:00Z, 2026-01-31T03:00:00Z",
        "2026-01-31T03:04:00Z,",
        "0001-01-01T00:00:00Z,",
    })
    void prometheusVouchesForAFiringAlertUntilATimeAhead(String endsAt, Instant ended) {
        assertThat(direct("[" + ALERT.formatted("", endsAt) + "]"))
                .singleElement()
                .satisfies(alert -> assertThat(alert.endedAt().orElse(null)).isEqualTo(ended));
    }

    @Test
    void anAlertNeedsNoMoreThanLabelsAndAStart() {
        assertThat(direct("[{\"labels\":{\"alertname\":\"A\"},\"startsAt\":\"2026-01-31T02:00:00Z\"}]"))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.annotations()).isEmpty();
                    assertThat(alert.generatorUrl()).isEmpty();
                    assertThat(alert.endedAt()).isEmpty();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                          | version: expected a string, found nothing",
                "{\"version\":\"5\",\"alerts\":[]}           | version: expected \"4\", found \"5\"",
                "{\"version\":\"4\"}                         | alerts: expected an array, found nothing",
                "{\"version\":\"4\",\"alerts\":{}}           | alerts: expected an array, found a JSON object",
                "{\"version\":\"4\",\"alerts\":[7]}          | alerts[0].status: expected a string, found nothing",
                "[]                                          | version: expected a string, found nothing",
                "{\"version\":\"4\",\"version\":\"4\"}       | the body is not JSON that can be read",
                "nonsense                                    | the body is not JSON that can be read",
                "''                                          | the body is not JSON that can be read",
                "{\"version\":\"4\",\"alerts\":[]} {\"version\":\"4\",\"alerts\":[]} | the body is not JSON that can be read",
                "{\"version\":\"4\",\"alerts\":[]}]         | the body is not JSON that can be read",
                "{\"version\":\"4\",\"alerts\":[]} x        | the body is not JSON that can be read",
            })
    void whatIsWrongWithAWebhookIsNamed(String body, String message) {
        assertThat(fault(() -> Payloads.webhook(utf8(body)))).startsWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                      | the body: expected an array, found a JSON object",
                "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]      | the body is not JSON that can be read",
                "[] []                                   | the body is not JSON that can be read",
                "[],                                     | the body is not JSON that can be read",
                "[{}]                                    | [0].labels: expected an object of strings, found nothing",
                "[{\"labels\":{}}]                       | [0].labels: the label alertname is missing",
                "[{\"labels\":{\"alertname\":3}}]        | [0].labels.alertname: expected a string, found a JSON number",
                "[{\"labels\":{\"alertname\":\"A\"}}]    | [0].startsAt: expected a string, found nothing",
                "[{\"labels\":{\"alertname\":\"A\"},\"startsAt\":\"soon\"}] | [0].startsAt: expected a time such as",
                "[{\"labels\":{\"alertname\":\"A\"},\"startsAt\":\"1969-12-31T23:59:59Z\"}] | [0].startsAt: expected a time",
                "[{\"labels\":{\"alertname\":\"A\"},\"startsAt\":\"+999999999-01-01T00:00:00Z\"}] | [0].startsAt: expected",
            })
    void whatIsWrongWithADirectDeliveryIsNamed(String body, String message) {
        assertThat(fault(() -> Payloads.direct(utf8(body), NOW))).startsWith(message);
    }

    @Test
    void oneBadAlertDoesNotLoseTheGoodOnesBesideIt() {
        var good = ALERT.formatted("firing", "0001-01-01T00:00:00Z");
        var delivery =
                Payloads.webhook(utf8("{\"version\":\"4\",\"alerts\":[%s,{\"status\":7},%s]}".formatted(good, good)));

        assertThat(delivery.alerts()).hasSize(2);
        assertThat(delivery.poison())
                .containsExactly(new Delivery.Poison(
                        "alerts[1].status: expected a string, found a JSON number", "{\"status\":7}"));
    }

    @Test
    void whatAlertmanagerLeftOutIsCounted() {
        var delivery = Payloads.webhook(
                utf8("{\"version\":\"4\",\"alerts\":[],\"truncatedAlerts\":3,\"groupLabels\":{\"alertname\":\"A\"}}"));

        assertThat(delivery.truncated()).isEqualTo(3);
        assertThat(delivery.groupLabels()).containsExactly(Map.entry("alertname", "A"));
    }

    @Test
    void nestingWithoutEndIsRefused() {
        assertThatExceptionOfType(InvalidPayloadException.class).isThrownBy(() -> direct("[".repeat(100_000)));
    }

    /** Random damage to a good delivery gives alerts or a clear refusal, nothing else. */
    @Test
    void damagedDeliveriesAreReadOrRefused() {
        var good = utf8("{\"version\":\"4\",\"alerts\":[" + ALERT.formatted("resolved", "2026-01-31T03:00:00Z") + "]}");
        var random = new Random(20260131);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            var damaged = good.clone();
            for (int hits = random.nextInt(4) + 1; hits > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                refused += Payloads.webhook(damaged).poison().size();
            } catch (InvalidPayloadException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(5_000, 19_999);
    }
}
