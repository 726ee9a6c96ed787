package dev.tocsin.stack;

import static dev.tocsin.stack.OnCall.isProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.tocsin.stack.OnCall.Alert;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Acknowledging on the real stack: what Alertmanager does with it, and what the record says. */
@ExtendWith(StackExtension.class)
class AcknowledgementIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Stack stack;
    private final OnCall onCall;
    private final Alert alert = Alert.critical(Alert.someName(), "one");

    AcknowledgementIT(Stack stack) {
        this.stack = stack;
        this.onCall = new OnCall(stack);
    }

    private JsonObject acknowledged(String body) {
        onCall.fire(alert);
        var answer = onCall.act("POST", alert, "/acknowledgement", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Stack.json(answer.body()).asJsonObject();
    }

    private void awaitQuiet(Alert which, boolean quiet) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(onCall.silences(which)).hasSize(quiet ? 1 : 0));
    }

    private void awaitTold(String text, String notText) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(stack.sink().slack())
                        .filteredOn(message -> message.toString().contains(alert.name()))
                        .filteredOn(message -> message.getString("channel").equals("#websocket-oncall"))
                        .last()
                        .asString()
                        .contains(text)
                        .doesNotContain(notText));
    }

    @Test
    void whoAcknowledgesIsRecordedAndTheAlertIsNotRepeated() {
        onCall.fire(alert);
        awaitTold("[FIRING:1]", "[FIRING:2]");
        var view = acknowledged("{\"note\":\" on it \",\"duration\":\"PT1H\"}");

        var acknowledgement = view.getJsonObject("acknowledgement");
        assertThat(acknowledgement.getString("by")).isEqualTo(OnCall.USER);
        assertThat(acknowledgement.getString("note")).isEqualTo("on it");
        assertThat(Instant.parse(acknowledgement.getString("expiresAt")))
                .isCloseTo(
                        Instant.parse(acknowledgement.getString("at")).plus(Duration.ofHours(1)),
                        within(Duration.ofSeconds(10)));
        assertThat(onCall.find(alert).getJsonObject("acknowledgement")).isEqualTo(acknowledgement);
        assertThat(onCall.silences(alert)).singleElement().satisfies(silence -> {
            assertThat(silence.getString("createdBy")).isEqualTo(OnCall.USER);
            assertThat(silence.getString("comment")).contains(view.getString("id"));
            assertThat(silence.getJsonArray("matchers")).hasSize(4);
            assertThat(silence.getJsonArray("matchers").getValuesAs(JsonObject.class))
                    .noneMatch(matcher -> matcher.getBoolean("isRegex"));
            assertThat(Instant.parse(silence.getString("endsAt")))
                    .isBefore(Instant.now().plus(Stack.SILENCE_LENGTH));
        });

        // Another of the group makes Alertmanager tell the whole group again, were it not for the silence.
        onCall.fire(Alert.critical(alert.name(), "two"));
        awaitTold("two", "one");
    }

    @Test
    void theSilenceIsRenewedWhileTheAlertFiresAndEndsWithIt() {
        acknowledged("");
        var first = Instant.parse(onCall.silences(alert).get(0).getString("endsAt"));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(onCall.silences(alert))
                        .singleElement()
                        .satisfies(silence -> assertThat(Instant.parse(silence.getString("endsAt")))
                                .isAfter(first)));

        onCall.end(alert);
        awaitQuiet(alert, false);
        assertThat(onCall.find(alert).getString("state")).isEqualTo("resolved");
        assertThat(onCall.find(alert).getJsonObject("acknowledgement").getString("by"))
                .isEqualTo(OnCall.USER);
    }

    @Test
    void whoWasToldOfTheAlertIsToldOfItsEnd() {
        onCall.fire(alert);
        awaitTold("[FIRING:1]", "[RESOLVED]");
        acknowledged("{}");
        onCall.end(alert);
        awaitTold("Resolved", "[FIRING");
    }

    @Test
    void whatFiresAnewIsNotAcknowledged() {
        acknowledged("{}");
        onCall.end(alert);
        var anew = new Alert(alert.labels(), Instant.now());
        onCall.fire(anew);

        assertThat(onCall.find(anew)).doesNotContainKey("acknowledgement");
        awaitQuiet(anew, false);
        isProblem(onCall.act("POST", alert, "/acknowledgement", "{}"), 409, "ended");
    }

    @Test
    void itEndsByItsTimeOrByWithdrawal() {
        acknowledged("{\"duration\":\"PT2S\"}");
        awaitQuiet(alert, false);
        await().atMost(LIMIT).until(() -> timeline().contains("acknowledgement-expired"));
        assertThat(onCall.find(alert)).doesNotContainKey("acknowledgement");

        acknowledged("{}");
        var answer = onCall.act("DELETE", alert, "/acknowledgement", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(onCall.silences(alert)).isEmpty();
        isProblem(onCall.act("DELETE", alert, "/acknowledgement", ""), 409, "not acknowledged");
        assertThat(timeline()).containsSubsequence("acknowledged", "acknowledgement-expired", "unacknowledged");
        assertThat(stack.api("/audit/verification").getBoolean("holds")).isTrue();
    }

    private String timeline() {
        var path = "/alerts/" + onCall.find(alert).getString("id") + "/events";
        return stack.api(path).getJsonArray("events").toString();
    }

    @Test
    void theSecondOfTwoSeesTheFirst() {
        onCall.fire(alert);
        var path = "/alerts/" + onCall.find(alert).getString("id");
        var seen = onCall.etag(path);
        isProblem(onCall.send("POST", path + "/acknowledgement", "{}", Optional.empty()), 428, "If-Match");
        assertThat(onCall.send("POST", path + "/acknowledgement", "{\"note\":\"mine\"}", seen)
                        .statusCode())
                .isEqualTo(200);

        var second = onCall.send("POST", path + "/acknowledgement", "{\"note\":\"no, mine\"}", seen);
        isProblem(second, 412, "user:oncall acknowledged");
        assertThat(Stack.json(second.body())
                        .asJsonObject()
                        .getJsonObject("current")
                        .getJsonObject("acknowledgement")
                        .getString("note"))
                .isEqualTo("mine");
        assertThat(second.headers().firstValue("ETag")).isEqualTo(onCall.etag(path));
    }

    @Test
    void itGoesOnAfterARestartOfTheService() {
        acknowledged("{}");
        var before = Instant.parse(onCall.silences(alert).get(0).getString("endsAt"));
        assertThat(ProcessHandle.of(stack.pid("app")).orElseThrow().destroyForcibly())
                .isTrue();
        stack.monitor("up", "app").orFail();

        assertThat(onCall.find(alert).getJsonObject("acknowledgement").getString("by"))
                .isEqualTo(OnCall.USER);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(onCall.silences(alert))
                        .singleElement()
                        .satisfies(silence -> assertThat(Instant.parse(silence.getString("endsAt")))
                                .isAfter(before)));
    }

    @Test
    void withoutAlertmanagerNothingIsDoneAndThatIsSaid() {
        onCall.fire(alert);
        stack.monitor("down", "alertmanager").orFail();
        try {
            isProblem(onCall.act("POST", alert, "/acknowledgement", "{}"), 503, "Alertmanager");
            assertThat(onCall.find(alert)).doesNotContainKey("acknowledgement");
        } finally {
            stack.monitor("up", "alertmanager").orFail();
        }
        assertThat(onCall.silences(alert)).isEmpty();
        assertThat(timeline()).doesNotContain("acknowledged");
    }

    @Test
    void whatIsWrongIsNamed() {
        onCall.fire(alert);
        isProblem(onCall.act("POST", alert, "/acknowledgement", "{\"duration\":\"PT1000H\"}"), 400, "duration");
        isProblem(onCall.act("POST", alert, "/acknowledgement", "{\"duration\":\"4h\"}"), 400, "duration");
        isProblem(
                onCall.act("POST", alert, "/acknowledgement", "{\"expiresAt\":\"2020-01-01T00:00:00Z\"}"),
                400,
                "expiresAt");
        isProblem(onCall.act("POST", alert, "/acknowledgement", "{\"by\":\"somebody else\"}"), 400, "by");
        isProblem(onCall.act("POST", alert, "/acknowledgement", "{\"note\":7}"), 400, "note");
        isProblem(onCall.act("POST", alert, "/acknowledgement", "{\"note\":\"a\",\"note\":\"b\"}"), 400, "JSON");
        isProblem(onCall.act("POST", alert, "/acknowledgement", "[".repeat(1000)), 400, "JSON");
        isProblem(onCall.act("POST", alert, "/acknowledgement", "[]"), 400, "object");
        isProblem(
                onCall.act("POST", alert, "/acknowledgement", " ".repeat(65537)),
                413,
                "tocsin.response.max-body-bytes");
        isProblem(onCall.send("POST", "/alerts/none/acknowledgement", "{}", Optional.of("*")), 404, "none");
        assertThat(onCall.find(alert)).doesNotContainKey("acknowledgement");
    }
}
