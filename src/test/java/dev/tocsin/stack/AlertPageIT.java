package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Labels;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One alert on the page: where the links in messages lead. */
@ExtendWith(StackExtension.class)
class AlertPageIT {

    private static final LocatorAssertions.IsVisibleOptions SOON =
            new LocatorAssertions.IsVisibleOptions().setTimeout(15_000);
    private static final Browser BROWSER = new Browser();

    private final Stack stack;
    private final Instant start = Instant.now().minusSeconds(600);
    private final Map<String, String> labels = Map.of(
            "alertname",
            "Test" + UUID.randomUUID().toString().substring(0, 8),
            "severity",
            "critical",
            "instance",
            "app-1:9080");

    AlertPageIT(Stack stack) {
        this.stack = stack;
    }

    @AfterAll
    static void close() {
        BROWSER.close();
    }

    private String name() {
        return labels.get("alertname");
    }

    private String hash() {
        return "#alert/" + new EpisodeId(Labels.of(labels).fingerprint(), start);
    }

    /** Prometheus's word, given by the test. */
    private void tell(boolean firing) {
        var alert = Json.createObjectBuilder()
                .add("labels", Json.createObjectBuilder(Map.<String, Object>copyOf(labels)))
                .add(
                        "annotations",
                        Json.createObjectBuilder()
                                .add("summary", "High error rate detected")
                                .add("description", "Error rate is 12 errors per minute")
                                .add(
                                        "runbook_url",
                                        stack.app("/runbooks/high-error-rate").toString()))
                .add("startsAt", start.toString())
                .add("endsAt", Instant.now().plusSeconds(firing ? 600 : -1).toString())
                .add("generatorURL", "http://localhost:9090/graph");
        var response = stack.send(HttpRequest.newBuilder(stack.app("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + stack.witnessToken())
                .POST(BodyPublishers.ofString(
                        Json.createArrayBuilder().add(alert).build().toString())));
        assertThat(response.statusCode()).isEqualTo(200);
    }

    private Page open(BrowserContext context, String hash) {
        var page = Browser.signIn(context, stack);
        page.evaluate("hash => { location.hash = hash }", hash);
        return page;
    }

    @Test
    void aMessageLeadsThroughTheSignInToItsAlert() {
        var link = await("a message of a real alert")
                .atMost(Duration.ofSeconds(90))
                .until(this::linkInAMessage, url -> !url.isEmpty());
        try (var context = BROWSER.context()) {
            var page = context.newPage();
            page.navigate(link);
            page.locator("#sign-in input[autocomplete=username]").fill("oncall");
            page.locator("#sign-in input[autocomplete=current-password]").fill(stack.password());
            page.keyboard().press("Enter");

            assertThat(page.locator("#alert details[open]")).isVisible(SOON);
            assertThat(page.locator("#alert li")).containsText("NoActiveConnections");
            assertThat(page).hasURL(link);
        }
    }

    /** Nobody is connected to the stack for long: the real rule fires. */
    private String linkInAMessage() {
        return stack.sink().slack().stream()
                .map(message -> message.getJsonArray("attachments").getJsonObject(0))
                .filter(attachment -> attachment.getString("title").contains("[FIRING:1] NoActiveConnections"))
                .map((JsonObject attachment) -> attachment.getString("title_link"))
                .findFirst()
                .orElse("");
    }

    @Test
    void anAlertStaysInSightWhenItEnds() {
        tell(true);
        try (var context = BROWSER.context()) {
            var page = open(context, hash());
            var item = page.locator("#alert li");
            assertThat(item).hasAttribute("data-state", "firing");
            assertThat(item.locator("details[open]")).containsText("Error rate is 12 errors per minute");

            tell(false);
            assertThat(page.locator("#alert li[data-state=resolved]")).isVisible(SOON);
            assertThat(item.locator("details[open]")).containsText("app-1:9080");
            Views.serve(page, "alert-resolved");
        }
    }

    @Test
    void anAlertThatIsNotOnRecordIsLookedForUntilItIs() {
        try (var context = BROWSER.context()) {
            var page = open(context, hash());
            assertThat(page.getByText("No such alert is on record (yet)")).isVisible();
            Views.serve(page, "alert-unknown");

            tell(true);
            assertThat(page.locator("#alert li")).isVisible(SOON);
            assertThat(page.getByText("No such alert is on record (yet)")).isHidden();
        } finally {
            tell(false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"#alert/", "#alert/../session", "#alert/<img src=x>"})
    void whatIsNoIdIsNotOnRecordEither(String hash) {
        try (var context = BROWSER.context()) {
            var page = open(context, hash);

            assertThat(page.getByText("No such alert is on record (yet)")).isVisible();
            assertThat(page.locator("#notices")).isEmpty();
        }
    }

    @Test
    void theKeyboardGoesFromTheListToOneAlertAndBack() {
        tell(true);
        try (var context = BROWSER.context()) {
            var page = Browser.signIn(context, stack);
            page.locator("#alerts li")
                    .filter(new Locator.FilterOptions().setHasText(name()))
                    .getByText(name(), new Locator.GetByTextOptions().setExact(true))
                    .focus();
            page.keyboard().press("Enter");
            assertThat(page.locator("#alert li")).containsText(name());
            assertThat(page).hasURL(stack.app("/") + hash());
            assertThat(page.locator("main")).isFocused();
            assertThat(page.locator(".views [aria-current]")).hasCount(0);

            page.getByText("All active alerts").focus();
            page.keyboard().press("Enter");
            assertThat(page.locator("alert-board")).isVisible();
            assertThat(page.locator("alert-view")).isHidden();
            assertThat(page.locator("main")).isFocused();
        } finally {
            tell(false);
        }
    }
}
