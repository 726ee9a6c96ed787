package dev.tocsin.stack;

import static dev.tocsin.stack.OnCall.isDone;
import static dev.tocsin.stack.OnCall.isProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.stack.OnCall.Alert;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ending an alert by hand: what Alertmanager, Prometheus and the record make of it. */
@ExtendWith(StackExtension.class)
class ResolutionIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Stack stack;
    private final OnCall onCall;

    ResolutionIT(Stack stack) {
        this.stack = stack;
        this.onCall = new OnCall(stack);
    }

    @Test
    void whatNobodySeesAnyMoreIsOverUntilAWitnessSeesItAgain() {
        var alert = Alert.critical(Alert.someName(), "one");
        onCall.fire(alert);
        isProblem(onCall.act("POST", alert, "/resolution", "{}"), 400, "reason");
        var view = isDone(onCall.act("POST", alert, "/resolution", "{\"reason\":\"Prometheus forgot it\"}"));

        assertThat(view.getString("state")).isEqualTo("resolved");
        assertThat(view.getString("endKnown")).isEqualTo("by_hand");
        assertThat(view.getJsonObject("resolution").getString("condition")).isEqualTo("gone");
        assertThat(view.getJsonObject("resolution").getString("by")).isEqualTo(OnCall.USER);
        assertThat(stack.get(stack.alertmanager("/api/v2/alerts"))).doesNotContain(alert.name());
        isProblem(onCall.act("POST", alert, "/resolution", "{\"reason\":\"again\"}"), 409, "ended");
        onCall.notifyLate(alert);
        assertThat(onCall.find(alert).getString("state")).isEqualTo("resolved");

        onCall.fire(alert);
        assertThat(onCall.find(alert).getString("state")).isEqualTo("firing");
        assertThat(timeline(view.getString("id"))).contains("resolved-by-hand").contains("reopened");
        assertThat(stack.api("/audit/verification").getBoolean("holds")).isTrue();
    }

    /** The list of Alertmanager is as good as a word of Prometheus: it says how things are now. */
    @Test
    void whatAlertmanagerIsToldOfAgainFiresAgain() {
        var alert = Alert.critical(Alert.someName(), "one").since(Duration.ofHours(2));
        onCall.fire(alert);
        isDone(onCall.act("POST", alert, "/resolution", "{\"reason\":\"Prometheus forgot it\"}"));

        onCall.fireInAlertmanagerOnly(alert);
        await().atMost(LIMIT).until(() -> onCall.find(alert).getString("state").equals("firing"));
        assertThat(stack.api("/audit/verification").getBoolean("holds")).isTrue();
    }

    /** Nobody is connected, and that is an alert of the real Prometheus. */
    @Test
    void whatPrometheusStillSeesIsSaidToHoldAndFiresStill() {
        await().atMost(LIMIT).until(() -> noActiveConnections().isPresent());
        var path = "/alerts/" + noActiveConnections().get().getString("id");
        var view = isDone(
                onCall.send("POST", path + "/resolution", "{\"reason\":\"looks fine to me\"}", onCall.etag(path)));

        assertThat(view.getJsonObject("resolution").getString("condition")).isEqualTo("holds");
        assertThat(view.getJsonObject("resolution").getString("detail")).contains("again within a minute");
        await().atMost(LIMIT)
                .until(() -> timeline(view.getString("id")).contains("reopened")
                        && stack.api(path).getString("state").equals("firing"));
        assertThat(stack.api("/audit/verification").getBoolean("holds")).isTrue();
    }

    private Optional<JsonObject> noActiveConnections() {
        return stack.api("/alerts").getJsonArray("alerts").getValuesAs(JsonObject.class).stream()
                .filter(alert -> alert.getString("name").equals("NoActiveConnections"))
                .findFirst();
    }

    private String timeline(String id) {
        return stack.api("/alerts/" + id + "/events").getJsonArray("events").toString();
    }
}
