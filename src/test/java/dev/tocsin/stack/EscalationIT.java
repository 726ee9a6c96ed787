package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.stack.OnCall.Alert;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What nobody answers in time goes further; what somebody answers, or what ends, does not. */
@ExtendWith(StackExtension.class)
class EscalationIT {

    private static final String CHANNEL = "#websocket-escalation";
    private static final Duration CRITICAL = Duration.ofMinutes(5);
    private static final Duration WARNING = Duration.ofMinutes(30);

    /** A warning's time is six seconds then. */
    private static final int HASTE = 300;

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Stack stack;

    EscalationIT(Stack stack) {
        this.stack = stack;
    }

    private List<JsonObject> events(OnCall onCall, Alert alert) {
        return stack
                .api("/alerts/" + onCall.find(alert).getString("id") + "/events")
                .getJsonArray("events")
                .getValuesAs(JsonObject.class)
                .stream()
                .filter(event -> event.getString("kind").equals("escalated"))
                .toList();
    }

    @Test
    void onlyWhatNobodyAnswersIsEscalatedAndNotBeforeItsTime() {
        var onCall = new OnCall(stack);
        var answered = Alert.critical(Alert.someName(), "a:1");
        var over = Alert.critical(Alert.someName(), "a:2");
        onCall.fire(answered);
        onCall.fire(over);
        OnCall.isDone(onCall.act("POST", answered, "/acknowledgement", "{\"duration\":\"PT1H\"}"));
        onCall.end(over);
        var alert = Alert.critical(Alert.someName(), "a:3");
        onCall.fire(alert);

        await().atMost(LIMIT).until(() -> events(onCall, alert).size() == 2);
        assertThat(events(onCall, alert))
                .extracting(event -> event.getJsonObject("details").getString("receiver"))
                .containsExactlyInAnyOrder("escalation-by-slack", "escalation-by-pagerduty");
        assertThat(events(onCall, alert))
                .allSatisfy(event -> assertThat(Instant.parse(event.getString("at")))
                        .isAfterOrEqualTo(alert.startsAt().plus(CRITICAL.dividedBy(Stack.SPEED))));
        for (var quiet : List.of(answered, over)) {
            assertThat(events(onCall, quiet)).isEmpty();
            assertThat(stack.sink().slack())
                    .filteredOn(message -> message.getString("channel").equals(CHANNEL))
                    .noneMatch(message -> message.toString().contains(quiet.name()));
        }
        thePageSaysSo(onCall.find(alert).getString("id"));
        onCall.end(alert);
        onCall.end(answered);
    }

    private void thePageSaysSo(String id) {
        try (var browser = new Browser();
                var context = browser.context()) {
            var page = Browser.signIn(context, stack);
            page.evaluate("hash => { location.hash = hash }", "#alert/" + id);
            assertThat(page.locator("timeline-panel li:has-text('Escalated')")).hasCount(2);
            assertThat(page.locator("timeline-panel")).containsText("Nobody had answered. Told: escalation-by-slack.");
        }
    }

    @Test
    void aWarningHasMoreTimeAndPagesNobody() {
        try (var alertmanager = new AlertmanagerAlone("escalation")
                .with("TOCSIN_SPEED", Integer.toString(HASTE))
                .withSecrets()
                .start()) {
            var posted = Instant.now();
            alertmanager.post(List.of(Json.createObjectBuilder()
                    .add(
                            "labels",
                            Json.createObjectBuilder().add("alertname", "Slow").add("severity", "warning"))
                    .add("annotations", Json.createObjectBuilder())
                    .add("startsAt", posted.toString())
                    .add("endsAt", posted.plusSeconds(3600).toString())
                    .build()));

            await().atMost(LIMIT)
                    .until(() -> alertmanager.told("Slow", 1, CHANNEL).isPresent());
            assertThat(Duration.between(posted, Instant.now())).isGreaterThanOrEqualTo(WARNING.dividedBy(HASTE));
            assertThat(alertmanager.told("Slow", 1, CHANNEL).orElseThrow().toString())
                    .contains("UNANSWERED");
            assertThat(alertmanager.sink().pagerDuty()).isEmpty();
        }
    }
}
