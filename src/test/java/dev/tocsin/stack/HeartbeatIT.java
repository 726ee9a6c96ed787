package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Watchdog comes from the real Prometheus and through the real Alertmanager, and its end is noticed. */
@ExtendWith(StackExtension.class)
class HeartbeatIT {

    private static final Duration LIMIT = Stack.HEARTBEAT_TIMEOUT.multipliedBy(3);

    private final Stack stack;

    HeartbeatIT(Stack stack) {
        this.stack = stack;
    }

    private void awaitLost(String witness, boolean lost) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(stack.api("/status")
                                .getJsonObject("witnesses")
                                .getJsonObject(witness)
                                .getBoolean("heartbeatLost"))
                        .as("heartbeat of %s lost", witness)
                        .isEqualTo(lost));
    }

    @Test
    void whenAlertmanagerStopsItsHeartbeatIsLostAndPrometheusBeatsOn() {
        awaitLost("direct", false);
        awaitLost("webhook", false);
        try (var browser = new Browser();
                var context = browser.context()) {
            var page = Browser.signIn(context, stack);
            stack.monitor("down", "alertmanager").orFail();

            awaitLost("webhook", true);
            awaitLost("direct", false);
            var doctor = stack.monitor("doctor", "--json");
            DoctorIT.isBroken(doctor, "alertmanager", "it was not started", "monitor.sh up alertmanager");
            DoctorIT.isBroken(doctor, "witness-webhook", "no heartbeat from Alertmanager", "runbooks/witness-silent");
            DoctorIT.isBroken(doctor, "others", "alertmanager (", "monitor.sh up alertmanager");
            PlaywrightAssertions.assertThat(page.locator("#notices"))
                    .containsText(
                            "No heartbeat through Alertmanager",
                            new LocatorAssertions.ContainsTextOptions().setTimeout(15_000));
            assertThat(stack.get(stack.app("/health/ready"))).contains("lost since");
        } finally {
            stack.monitor("up", "alertmanager").orFail();
        }

        awaitLost("webhook", false);
        assertThat(stack.get(stack.app("/health/ready"))).doesNotContain("lost since");
    }

    @Test
    void nobodyIsToldOfIt() {
        awaitLost("webhook", false);

        // WitnessSilent, which fires where the machine is slow, says that nobody has heard "the Watchdog".
        var told = "(?<!the )Watchdog";
        assertThat(stack.sink().slack().toString()).doesNotContainPattern(told);
        assertThat(stack.sink().pagerDuty().toString()).doesNotContainPattern(told);
        assertThat(stack.monitor("check-alerts").out()).doesNotContainPattern(told);
    }
}
