package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import jakarta.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page in Chromium: what a person sees, and that everybody can use it. */
@ExtendWith(StackExtension.class)
class PageIT {

    private static final LocatorAssertions.IsVisibleOptions SOON =
            new LocatorAssertions.IsVisibleOptions().setTimeout(15_000);
    private static final Browser BROWSER = new Browser();

    private final Stack stack;
    private final String name = "Test" + UUID.randomUUID().toString().substring(0, 8);

    PageIT(Stack stack) {
        this.stack = stack;
    }

    @AfterAll
    static void close() {
        BROWSER.close();
    }

    /** Prometheus's word, given by the test. */
    private void tell(String alertName, String severity, String summary, Duration since, boolean firing) {
        var start = Instant.now().minus(since);
        var end = firing ? Instant.now().plusSeconds(600) : Instant.now();
        var body = Json.createArrayBuilder()
                .add(Json.createObjectBuilder()
                        .add(
                                "labels",
                                Json.createObjectBuilder()
                                        .add("alertname", alertName)
                                        .add("severity", severity)
                                        .add("instance", "app-1:9080"))
                        .add(
                                "annotations",
                                Json.createObjectBuilder()
                                        .add("summary", summary)
                                        .add(
                                                "runbook_url",
                                                stack.app("/runbooks/service-down")
                                                        .toString()))
                        .add("startsAt", start.truncatedTo(ChronoUnit.HOURS).toString())
                        .add("endsAt", end.toString()))
                .build();
        var response = stack.send(HttpRequest.newBuilder(stack.app("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + stack.witnessToken())
                .POST(BodyPublishers.ofString(body.toString())));
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void whoIsNotSignedInSeesTheFormAndAWrongPasswordIsSaid() {
        try (var context = BROWSER.context()) {
            var page = context.newPage();
            page.navigate(stack.app("/").toString());
            assertThat(page.locator("#sign-in")).isVisible();
            assertThat(page.locator("#indicator")).isHidden();
            Views.serve(page, "sign-in");

            page.locator("#sign-in input[autocomplete=username]").fill("oncall");
            page.locator("#sign-in input[autocomplete=current-password]").fill("guess");
            page.keyboard().press("Enter");
            assertThat(page.locator("#sign-in [role=alert]")).hasText("User or password is wrong.");
            assertThat(page.locator("#indicator")).isHidden();
        }
    }

    @Test
    void signingOutTakesTheAlertsAway() {
        try (var context = BROWSER.context()) {
            var page = Browser.signIn(context, stack);
            page.locator("#sign-out").click();
            assertThat(page.locator("#sign-in")).isVisible();
            page.reload();
            assertThat(page.locator("#sign-in")).isVisible();
        }
    }

    /** With as much to say as an hour of trouble brings, the header is no higher than on a quiet day. */
    @Test
    void howThingsStandTakesOneLine() {
        try (var context = BROWSER.context()) {
            var page = Browser.signIn(context, stack);
            page.setViewportSize(1280, 800);
            assertThat(page.evaluate("""
                    ["All quiet", "2 critical, 10 warning, 1 info (1 taken), 1 pending"].map(text => {
                      document.querySelector("#indicator").show({ state: "critical", text });
                      return document.querySelector("header").offsetHeight;
                    }).reduce((quiet, busy) => busy - quiet)""")).isEqualTo(0);
        }
    }

    @Test
    void aNewAlertAppearsByItselfAndGoesWhenItEnds() {
        try (var context = BROWSER.context()) {
            var page = Browser.signIn(context, stack);
            tell(name, "critical", "A thing is on fire", Duration.ZERO, true);

            var item = page.locator("#alerts li").filter(new Locator.FilterOptions().setHasText(name));
            assertThat(item).isVisible(SOON);
            assertThat(item).hasAttribute("data-severity", "critical");
            assertThat(item).containsText("A thing is on fire");
            assertThat(item).containsText("seen by Prometheus, not notified yet");
            assertThat(page.locator("#indicator")).hasAttribute("data-state", "critical");
            assertThat(page).hasTitle(Pattern.compile("\\d+ critical.*Tocsin"));
            assertThat(page.locator("#announcer")).containsText(name);

            tell(name, "critical", "A thing is on fire", Duration.ZERO, false);
            assertThat(page.locator("#resolved li").filter(new Locator.FilterOptions().setHasText(name)))
                    .isVisible(SOON);
            assertThat(item).isHidden();
        }
    }

    @Test
    void openDetailsStayOpenWhileTheListIsRefreshed() {
        tell(name, "info", "Details", Duration.ZERO, true);
        try (var context = BROWSER.context()) {
            var page = Browser.signIn(context, stack);
            var item = page.locator("#alerts li").filter(new Locator.FilterOptions().setHasText(name));
            item.locator("summary").focus();
            page.keyboard().press("Enter");
            assertThat(item.locator("details")).containsText("app-1:9080");
            page.waitForResponse(response -> response.url().contains("/api/conditions"), () -> {});

            assertThat(item.locator("details[open]")).isVisible();
            assertThat(item.locator("summary")).isFocused();
        } finally {
            tell(name, "info", "Details", Duration.ZERO, false);
        }
    }

    @Test
    void hostileTextIsText() {
        var hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>";
        tell(name, "warning", hostile, Duration.ZERO, true);
        try (var context = BROWSER.context()) {
            var errors = new ArrayList<String>();
            var page = Browser.signIn(context, stack);
            page.onDialog(dialog -> {
                errors.add("dialog " + dialog.message());
                dialog.dismiss();
            });
            page.onPageError(errors::add);
            var item = page.locator("#alerts li").filter(new Locator.FilterOptions().setHasText(name));

            assertThat(item).containsText(hostile);
            assertThat(item.locator("img, script")).hasCount(0);
            assertThat(errors).isEmpty();
        } finally {
            tell(name, "warning", hostile, Duration.ZERO, false);
        }
    }

    @Test
    void aServiceThatDoesNotAnswerIsSaidToBeUnreachable() {
        try (var context = BROWSER.context()) {
            var page = Browser.signIn(context, stack);
            assertThat(page.locator("#indicator")).not().hasAttribute("data-state", "loading");
            context.route("**/api/**", route -> route.abort());

            assertThat(page.locator("#indicator[data-state=unreachable]")).isVisible(SOON);
            assertThat(page.locator("#notices")).containsText("does not answer");
            Views.serve(page, "unreachable");

            context.unroute("**/api/**");
            assertThat(page.locator("#indicator:not([data-state=unreachable])")).isVisible(SOON);
        }
    }

    @Test
    void theKeyboardReachesEverything() {
        try (var context = BROWSER.context()) {
            var page = Browser.signIn(context, stack);
            page.reload();
            assertThat(page.locator("#sign-out")).isVisible();
            var reached = new ArrayList<String>();
            for (int i = 0; i < 11; i++) {
                page.keyboard().press("Tab");
                reached.add((String) page.evaluate("document.activeElement.textContent.trim()"));
            }
            assertThat(reached)
                    .containsSubsequence(List.of(
                            "🚨 Active Alerts",
                            "🔔 Alertmanager",
                            "Service",
                            "Silences",
                            "History",
                            "Review",
                            "Audit",
                            "?",
                            "Sign out"));
        }
    }

    @Test
    void theChatServesEverybody() {
        try (var context = BROWSER.context()) {
            var page = context.newPage();
            page.navigate(stack.app("/chat.html").toString());
            page.locator("#connect").click();
            assertThat(page.locator("main")).hasAttribute("data-state", "connected");
            page.locator("#message").fill("hello <b>there</b>");
            page.keyboard().press("Enter");

            assertThat(page.locator("#log li")).hasText("hello <b>there</b>");
            Views.hold(page, "chat");
        }
    }
}
