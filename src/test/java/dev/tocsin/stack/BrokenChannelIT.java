package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A channel that takes nothing any more is noticed, in {@code status} and by an alert that goes another way. */
@ExtendWith(StackExtension.class)
class BrokenChannelIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String ALERT = "AlertmanagerFailedToSendAlerts";

    private final Stack stack;

    BrokenChannelIT(Stack stack) {
        this.stack = stack;
    }

    private void tellSomething() {
        var alert = "[{\"labels\": {\"alertname\": \"BrokenChannel\", \"severity\": \"warning\"}}]";
        var answer = stack.send(HttpRequest.newBuilder(stack.alertmanager("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(alert)));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private List<String> toldToPagerDuty() {
        return stack.sink().pagerDuty().stream()
                .filter(event -> event.toString().contains(ALERT))
                .map(event -> event.getString("event_action"))
                .toList();
    }

    @Test
    void slackGoneIsToldByPagerDutyAndInStatus() {
        stack.sink().slackIsGone(true);
        try {
            tellSomething();

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(toldToPagerDuty()).contains("trigger"));
            var status = stack.monitor("status");
            assertThat(status.out()).containsPattern("Slack +failing");
            assertThat(status.exit()).isEqualTo(3);
            DoctorIT.isBroken(
                    stack.monitor("doctor", "--json"), "slack", "slack", "runbooks/alertmanager-failed-to-send-alerts");
        } finally {
            stack.sink().slackIsGone(false);
        }

        await().atMost(LIMIT).untilAsserted(() -> assertThat(toldToPagerDuty()).contains("resolve"));
        assertThat(stack.monitor("status").out()).containsPattern("Slack +configured");
        assertThat(stack.sink().slack()).extracting(JsonObject::toString).noneMatch(text -> text.contains(ALERT));
    }
}
