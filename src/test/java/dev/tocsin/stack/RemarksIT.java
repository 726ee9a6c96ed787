package dev.tocsin.stack;

import static dev.tocsin.stack.OnCall.isDone;
import static dev.tocsin.stack.OnCall.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.stack.OnCall.Alert;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Notes and verdicts, who may give them, and what is counted. */
@ExtendWith(StackExtension.class)
class RemarksIT {

    private final Stack stack;
    private final OnCall onCall;
    private final Alert alert = Alert.critical(Alert.someName(), "one");

    RemarksIT(Stack stack) {
        this.stack = stack;
        this.onCall = new OnCall(stack);
    }

    @BeforeEach
    void fire() {
        onCall.fire(alert);
    }

    @Test
    void notesAndVerdictsStandInTheTimelineInTheirOrder() {
        isDone(onCall.act("POST", alert, "/notes", "{\"text\":\"größer <b>\\\"\\u0000\"}"));
        isDone(onCall.act("POST", alert, "/verdict", "{\"verdict\":\"noise\",\"reason\":\"always on Mondays\"}"));
        onCall.end(alert);
        var view = isDone(onCall.act("POST", alert, "/verdict", "{\"verdict\":\"false_positive\"}"));

        assertThat(view.getInt("notes")).isEqualTo(1);
        assertThat(view.getJsonObject("verdict").getString("verdict")).isEqualTo("false_positive");
        assertThat(view.getJsonObject("verdict").getString("by")).isEqualTo(OnCall.USER);
        assertThat(view.getJsonObject("verdict")).doesNotContainKey("reason");
        assertThat(onCall.find(alert).getJsonObject("verdict")).isEqualTo(view.getJsonObject("verdict"));

        var path = "/alerts/" + view.getString("id") + "/events";
        var events = stack.api(path).getJsonArray("events").getValuesAs(JsonObject.class);
        assertThat(events)
                .extracting(event -> event.getString("actor") + " " + event.getString("kind"))
                .filteredOn(event -> !event.startsWith("witness:webhook"))
                .containsExactly(
                        "witness:direct fired",
                        "user:oncall noted",
                        "user:oncall judged",
                        "witness:direct resolved",
                        "user:oncall judged");
        assertThat(events.toString()).contains("always on Mondays").contains("größer <b>");
        var first = stack.api(path + "?limit=1");
        assertThat(first.getJsonArray("events")).hasSize(1);
        assertThat(stack.api(path + "?after=" + first.getInt("next")).getJsonArray("events"))
                .hasSize(events.size() - 1);
        assertThat(stack.api("/audit/verification").getBoolean("holds")).isTrue();
    }

    @Test
    void whoMayOnlyReadMayNotAct() {
        var viewer = OnCall.viewer(stack);
        var path = "/alerts/" + onCall.find(alert).getString("id");
        var tag = viewer.etag(path);
        double before = rejected();

        isProblem(viewer.send("POST", path + "/acknowledgement", "{}", tag), 403, "responder");
        isProblem(viewer.send("DELETE", path + "/acknowledgement", "", tag), 403, "responder");
        isProblem(viewer.send("POST", path + "/notes", "{\"text\":\"x\"}", tag), 403, "responder");
        isProblem(viewer.send("POST", path + "/verdict", "{\"verdict\":\"real\"}", tag), 403, "responder");
        isProblem(viewer.send("POST", path + "/resolution", "{\"reason\":\"x\"}", tag), 403, "responder");
        isProblem(viewer.send("POST", "/silences", "{}", Optional.empty()), 403, "responder");
        isProblem(viewer.send("POST", "/silences/preview", "{}", Optional.empty()), 403, "responder");
        assertThat(viewer.send("GET", path + "/events", "", Optional.empty()).statusCode())
                .isEqualTo(200);

        assertThat(viewer.etag(path)).isEqualTo(tag);
        assertThat(rejected()).isEqualTo(before + 1);
    }

    private double rejected() {
        return stack.metric(
                "app_alert_responses_total{action=\"acknowledge\",mp_scope=\"application\",outcome=\"rejected\",}");
    }

    @Test
    void anotherSiteCannotActForWhoeverIsSignedIn() {
        var path = "/api/alerts/" + onCall.find(alert).getString("id") + "/notes";
        var credentials = Base64.getEncoder().encodeToString(("oncall:" + stack.password()).getBytes());
        isProblem(
                stack.send(HttpRequest.newBuilder(stack.app(path))
                        .header("Authorization", "Basic " + credentials)
                        .header("Content-Type", "application/json")
                        .header("If-Match", "*")
                        .header("Origin", "http://evil.example")
                        .POST(BodyPublishers.ofString("{\"text\":\"x\"}"))),
                403,
                "origin");
    }

    @Test
    void whatIsWrongIsNamed() {
        isProblem(onCall.act("POST", alert, "/notes", "{}"), 400, "text");
        isProblem(onCall.act("POST", alert, "/notes", "{\"text\":\"  \"}"), 400, "text");
        isProblem(onCall.act("POST", alert, "/notes", "{\"text\":\"" + "x".repeat(4001) + "\"}"), 400, "4000");
        isProblem(onCall.act("POST", alert, "/verdict", "{\"verdict\":\"bad\"}"), 400, "verdict");
        isProblem(onCall.act("POST", alert, "/verdict", "{\"verdict\":\"real\",\"by\":\"x\"}"), 400, "by");
        assertThat(onCall.find(alert).getInt("notes")).isZero();
    }
}
