package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One alert with all that is known of it: what happened, the metric behind it, what to do, and the other times. */
@ExtendWith(StackExtension.class)
class EpisodePageIT {

    private static final ContainsTextOptions SOON = new ContainsTextOptions().setTimeout(30_000);
    private static final Browser BROWSER = new Browser();

    private final Stack stack;

    EpisodePageIT(Stack stack) {
        this.stack = stack;
    }

    @AfterAll
    static void close() {
        BROWSER.close();
    }

    private String notifiedEpisode() {
        return notifiedEpisode(stack);
    }

    /** One that the real rule makes: nobody is connected to the stack for long. */
    static String notifiedEpisode(Stack stack) {
        return await("a real alert that was notified")
                .atMost(Duration.ofSeconds(90))
                .until(
                        () -> stack.api("/alerts?state=all&name=NoActiveConnections&witness=webhook&limit=1")
                                .getJsonArray("alerts"),
                        alerts -> !alerts.isEmpty())
                .getJsonObject(0)
                .getString("id");
    }

    private Page open(BrowserContext context, String hash) {
        var page = Browser.signIn(context, stack);
        page.evaluate("hash => { location.hash = hash }", hash);
        return page;
    }

    @Test
    void anEpisodeTellsWhatHappenedAndWhatToDo() {
        var id = notifiedEpisode();
        try (var context = BROWSER.context()) {
            var page = open(context, "#alert/" + id);

            var timeline = page.locator("timeline-panel");
            assertThat(timeline.locator("li[data-kind=pending]")).containsText("The condition began to hold", SOON);
            assertThat(timeline.locator("li[data-kind=firing]").first()).containsText("Prometheus told it");
            assertThat(timeline.locator("li[data-kind=notified]").first()).containsText("Alertmanager told it");
            assertThat(timeline.locator("time").first()).hasAttribute("datetime", Pattern.compile(".+Z"));

            var metric = page.locator("metric-panel");
            assertThat(metric.locator("figcaption")).containsText("It fires at 0.", SOON);
            assertThat(metric.locator("path.line-0").first()).hasAttribute("d", Pattern.compile("M.*"));
            assertThat(metric.locator(".plot path.limit")).hasCount(1);
            assertThat(metric.locator("rect.band.pending")).hasCount(1);
            assertThat(metric.locator("rect.band.firing")).hasCount(1);

            var around = page.locator("service-panel tbody tr");
            assertThat(around.first()).containsText("Live connections", SOON);
            assertThat(around.first().locator("td").nth(1)).hasText(Pattern.compile("\\d.*"));

            assertThat(page.locator("runbook-panel .runbook")).containsText("Impact:", SOON);
            assertThat(page.locator("log-panel")).containsText("What the service logged", SOON);
        }
    }

    @Test
    void theKeyboardReadsTheChart() {
        var id = notifiedEpisode();
        try (var context = BROWSER.context()) {
            var page = open(context, "#alert/" + id);
            var plot = page.locator("metric-panel .plot");
            assertThat(page.locator("metric-panel figcaption")).containsText("It fires at 0.", SOON);
            plot.focus();
            page.keyboard().press("Home");
            var first = plot.getAttribute("aria-valuetext");
            page.keyboard().press("PageDown");

            assertThat(plot).hasAttribute("role", "slider");
            assertThat(plot.getAttribute("aria-valuetext")).isNotEqualTo(first).containsPattern("\\d+:\\d+:\\d+");
            assertThat(page.locator("metric-panel .readout")).containsText(plot.getAttribute("aria-valuetext"));
        }
    }

    @Test
    void whatTheServiceLoggedMeanwhileStandsThere() {
        var oncall = new OnCall(stack);
        var alert = OnCall.Alert.critical(OnCall.Alert.someName(), "app-1:9080");
        oncall.fire(alert);
        try (var client = new StompClient(stack.app("/ws"));
                var context = BROWSER.context()) {
            client.send("NONSENSE\n\n^@");
            var page = open(context, "#alert/" + oncall.find(alert).getString("id"));

            assertThat(page.locator("log-panel")).containsText("was refused", SOON);
        } finally {
            oncall.end(alert);
        }
    }

    @Test
    void whatPeopleDoStandsThereUnderTheirName() {
        var oncall = new OnCall(stack);
        var alert = OnCall.Alert.critical(OnCall.Alert.someName(), "app-1:9080");
        oncall.fire(alert);
        try (var context = BROWSER.context()) {
            var page = open(context, "#alert/" + oncall.find(alert).getString("id"));
            assertThat(page.locator("timeline-panel li").first()).containsText("Fired", SOON);
            OnCall.isDone(
                    oncall.act("POST", alert, "/acknowledgement", "{\"note\":\"on my way\",\"duration\":\"PT1H\"}"));
            OnCall.isDone(oncall.act("POST", alert, "/notes", "{\"text\":\"the balancer <b>again</b>\"}"));
            OnCall.isDone(
                    oncall.act("POST", alert, "/verdict", "{\"verdict\":\"noise\",\"reason\":\"a drill of ours\"}"));

            var timeline = page.locator("timeline-panel");
            assertThat(timeline.locator("li[data-kind=acknowledged]")).containsText("Acknowledged by oncall", SOON);
            assertThat(timeline.locator("li[data-kind=acknowledged]")).containsText("on my way");
            assertThat(timeline.locator("li[data-kind=noted]")).containsText("the balancer <b>again</b>", SOON);
            assertThat(timeline.locator("li[data-kind=judged]")).containsText("Judged noise by oncall", SOON);
            assertThat(page.locator("metric-panel")).containsText("Prometheus has no rule of this name");
            assertThat(page.locator("runbook-panel")).containsText("The rule names none.");
        } finally {
            oncall.end(alert);
        }
    }

    @Test
    void theOtherTimesLeadToEachOther() {
        var oncall = new OnCall(stack);
        var now = OnCall.Alert.critical(OnCall.Alert.someName(), "app-1:9080");
        var before = now.since(Duration.ofHours(2));
        oncall.fire(before);
        oncall.end(before);
        oncall.fire(now);
        try (var context = BROWSER.context()) {
            var page = open(context, "#alert/" + oncall.find(now).getString("id"));
            var earlier = page.locator("earlier-panel li a");
            assertThat(earlier).hasCount(1);
            earlier.focus();
            page.keyboard().press("Enter");

            assertThat(page)
                    .hasURL(stack.app("/#alert/" + oncall.find(before).getString("id"))
                            .toString());
            assertThat(page.locator("#alert li")).hasAttribute("data-state", "resolved");
            assertThat(page.locator("earlier-panel li")).containsText("firing for", SOON);
        } finally {
            oncall.end(now);
        }
    }

    @Test
    void aLinkIsCopied() {
        var oncall = new OnCall(stack);
        var alert = OnCall.Alert.critical(OnCall.Alert.someName(), "app-1:9080");
        oncall.fire(alert);
        try (var context =
                BROWSER.context(new NewContextOptions().setPermissions(List.of("clipboard-read", "clipboard-write")))) {
            var page = open(context, "#alert/" + oncall.find(alert).getString("id"));
            page.getByText("Copy link", new Page.GetByTextOptions().setExact(true))
                    .click();
            assertThat(page.locator("copy-link")).containsText("Copied");
            assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo(page.url());

            page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }");
            page.getByText("Copy link", new Page.GetByTextOptions().setExact(true))
                    .click();
            assertThat(page.getByLabel("Link to this alert")).hasValue(page.url());
        } finally {
            oncall.end(alert);
        }
    }

    @Test
    void whileOneSourceDoesNotAnswerTheOthersAreShown() {
        var id = notifiedEpisode();
        try (var context = BROWSER.context()) {
            context.route("**/metric", route -> route.abort());
            var page = open(context, "#alert/" + id);

            assertThat(page.locator("metric-panel")).containsText("It cannot be shown: no connection.", SOON);
            assertThat(page.locator("timeline-panel li[data-kind=firing]").first())
                    .isVisible();
            Views.axe(page);
            context.unroute("**/metric");
            assertThat(page.locator("metric-panel figcaption")).containsText("It fires at 0.", SOON);
        }
    }

    @Test
    void aRunbookOfSomebodyElseIsALinkAndNothingIsFetched() {
        try (var context = BROWSER.context()) {
            var page = open(context, "#active");
            var found = page.evaluate("async () => { const { runbookIn } = await import('/js/episode.js'); return"
                    + " ['/runbooks/a-b', 'https://evil.example/runbooks/a', 'javascript:alert(1)', '/runbooks/../api',"
                    + " null].map((address) => runbookIn(address, location.href)); }");
            assertThat(found).isEqualTo(List.of("a-b", "", "", "", ""));
        }
    }

    @Test
    void theListLeadsHere() {
        var id = notifiedEpisode();
        try (var context = BROWSER.context()) {
            var page = open(context, "#history?name=NoActiveConnections");
            page.locator("#found li")
                    .filter(new Locator.FilterOptions().setHas(page.locator("a[href='#alert/" + id + "']")))
                    .getByRole(AriaRole.LINK)
                    .first()
                    .click();
            assertThat(page.locator("timeline-panel")).isVisible();
        }
    }
}
