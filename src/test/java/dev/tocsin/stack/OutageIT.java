package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The main thing, end to end: the service is killed, people are told, and the record knows it afterwards. */
@ExtendWith(StackExtension.class)
class OutageIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ALERT = "ServiceDown";

    private final Stack stack;

    OutageIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void anOutageOfTheServiceIsNotifiedRecordedAndShown() {
        try (var browser = new Browser()) {
            var clients = browser.context();
            allIsWell();
            twoClientsTalkAndTheMetricsMove(clients);

            var killedAt = Instant.now();
            assertThat(ProcessHandle.of(stack.pid("app")).orElseThrow().destroyForcibly())
                    .isTrue();
            prometheusTakesItThroughPendingToFiring();
            slackAndPagerDutyAreTold("firing", "trigger");
            DoctorIT.isBroken(stack.monitor("doctor", "--json"), "service", "its process is gone", "monitor.sh up app");
            var downUntil = Instant.now();
            stack.monitor("up", "app").orFail();

            theRecordHoldsTheWholeEpisode(killedAt, downUntil);
            slackAndPagerDutyAreTold("resolved", "resolve");
            thePageShowsIt(browser);
        }
    }

    /**
     * Prometheus begins to scrape five seconds after its start, which is an outage where durations are shortened. What it
     * had not ended when it was stopped it shows for five minutes more, unless it is asked for the last seconds only.
     */
    private void allIsWell() {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                stack.query(("sum(up) unless on () count_over_time(ALERTS{alertname=\"%s\"}[5s])")
                                        .formatted(ALERT)))
                        .hasSize(1));
    }

    private void twoClientsTalkAndTheMetricsMove(BrowserContext context) {
        double before = stack.metric("app_messages_total{mp_scope=\"application\",}");
        var alice = chat(context);
        var bob = chat(context);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(stack.query("sum(app_active_connections{job=\"websocket-app\"}) >= 2"))
                        .as("Prometheus sees both connections")
                        .hasSize(1));

        alice.locator("#message").fill("is anybody there?");
        alice.locator("#send").click();

        assertThat(bob.locator("#log")).containsText("is anybody there?");
        assertThat(alice.locator("#log")).containsText("is anybody there?");
        assertThat(stack.metric("app_messages_total{mp_scope=\"application\",}"))
                .isEqualTo(before + 1);
    }

    private Page chat(BrowserContext context) {
        var page = context.newPage();
        page.navigate(stack.app("/chat.html").toString());
        if (page.locator("[data-state=connected]").count() == 0) {
            page.locator("#connect").click();
        }
        assertThat(page.locator("[data-state]")).hasAttribute("data-state", "connected");
        return page;
    }

    private void prometheusTakesItThroughPendingToFiring() {
        // It is pending for two seconds, which a busy machine may miss.
        for (var seen : new String[] {
            "last_over_time(ALERTS{%s,alertstate=\"pending\"}[1m])", "ALERTS{%s,alertstate=\"firing\"}"
        }) {
            var query = seen.formatted("alertname=\"" + ALERT + "\"");
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(stack.query(query)).as(query).isNotEmpty());
        }
    }

    private void slackAndPagerDutyAreTold(String slackSays, String pagerDutyAction) {
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(stack.sink().slack())
                    .as("Slack is told that %s is %s", ALERT, slackSays)
                    .anySatisfy(message -> assertThat(message.toString().toLowerCase())
                            .contains(ALERT.toLowerCase())
                            .contains(slackSays));
            assertThat(stack.sink().pagerDuty())
                    .as("PagerDuty is told to %s", pagerDutyAction)
                    .anySatisfy(event -> {
                        assertThat(event.getString("event_action")).isEqualTo(pagerDutyAction);
                        assertThat(event.toString()).contains(ALERT);
                    });
        });
    }

    private void theRecordHoldsTheWholeEpisode(Instant killedAt, Instant downUntil) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(episode()).hasValueSatisfying(episode -> {
                    assertThat(Instant.parse(episode.getString("startsAt"))).isBetween(killedAt, downUntil);
                    assertThat(Instant.parse(episode.getString("endsAt"))).isAfter(downUntil);
                    assertThat(episode.getString("endReportedBy")).isEqualTo("direct");
                    assertThat(episode.getJsonArray("sightings").getValuesAs(JsonObject.class))
                            .extracting(sighting -> sighting.getString("witness"))
                            .containsExactly("direct", "webhook");
                }));
    }

    private Optional<JsonObject> episode() {
        return stack.api("/alerts?state=resolved").getJsonArray("alerts").stream()
                .map(JsonValue::asJsonObject)
                .filter(alert -> alert.getString("name").equals(ALERT))
                .findFirst();
    }

    private void thePageShowsIt(Browser browser) {
        var page = Browser.signIn(browser.context(), stack);
        var id = episode().orElseThrow().getString("id");
        assertThat(page.locator("[data-alert-id='" + id + "']")).isVisible();
        page.screenshot(
                new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target/screenshots/outage.png")));
    }
}
