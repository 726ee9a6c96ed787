package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.tocsin.stack.OnCall.Alert;
import jakarta.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every view serves everybody, in both themes and at both widths, with what a person might find there one night. */
@ExtendWith(StackExtension.class)
class ViewsIT {

    private static final double MILLIS = 60_000;
    private static final ContainsTextOptions SOON = new ContainsTextOptions().setTimeout(MILLIS);
    private static final Browser BROWSER = new Browser();
    private static final List<Runnable> ENDINGS = new ArrayList<>();

    private static BrowserContext context;
    private static Page page;

    private final Stack stack;

    ViewsIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    static void happen(Stack stack) {
        fire(stack, "SlowShutdownTime", "warning", "app-1:9080", "Slow shutdown time", Duration.ofHours(3));
        ENDINGS.remove(0).run();
        fire(stack, "HighErrorRate", "critical", "app-1:9080", "High error rate detected", Duration.ofMinutes(3));
        var memory =
                fire(stack, "HighMemoryUsage", "warning", "app-2:9080", "High memory usage", Duration.ofMinutes(42));
        fire(stack, "HighSessionCount", "info", "app-1:9080", "High session count", Duration.ofHours(2));
        IntStream.rangeClosed(1, 6)
                .forEach(host -> fire(
                        stack, "HighCPUUsage", "warning", "host-" + host, "High CPU usage", Duration.ofMinutes(8)));
        var onCall = new OnCall(stack);
        OnCall.isDone(
                onCall.act("POST", memory, "/acknowledgement", "{\"note\":\"heap dump taken\",\"duration\":\"PT4H\"}"));
        var judged = ReviewPageIT.past(stack, "HighErrorRate", "critical", 12);
        for (int i = 0; i < 9; i++) {
            var verdict = List.of("real", "noise", "real", "false_positive").get(i % 4);
            OnCall.isDone(onCall.act("POST", judged.get(i * 5), "/verdict", "{\"verdict\":\"" + verdict + "\"}"));
        }
        ReviewPageIT.past(stack, "HighConnectionChurn", "warning", 20);
        ReviewPageIT.past(stack, "HighSessionCount", "info", 5);
        context = BROWSER.context();
    }

    @AfterAll
    static void close() {
        BROWSER.close();
        ENDINGS.forEach(Runnable::run);
    }

    private static Alert fire(
            Stack stack, String name, String severity, String instance, String summary, Duration age) {
        var alert = new Alert(
                Map.of(
                        "alertname", name,
                        "severity", severity,
                        "team", instance.startsWith("host") ? "infrastructure" : "websocket",
                        "instance", instance),
                Instant.now().minus(age));
        var runbook = "/runbooks/" + name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase();
        tell(stack, alert, summary, runbook, Duration.ofHours(1));
        ENDINGS.add(() -> tell(stack, alert, summary, runbook, Duration.ZERO));
        return alert;
    }

    private static void tell(Stack stack, Alert alert, String summary, String runbook, Duration left) {
        var told = Json.createObjectBuilder()
                .add("labels", Json.createObjectBuilder(Map.<String, Object>copyOf(alert.labels())))
                .add(
                        "annotations",
                        Json.createObjectBuilder()
                                .add("summary", summary)
                                .add("runbook_url", stack.app(runbook).toString()))
                .add("startsAt", alert.startsAt().toString())
                .add("endsAt", Instant.now().plus(left).toString());
        var body = Json.createArrayBuilder().add(told).build().toString();
        for (var witness : List.of(stack.alertmanager("/api/v2/alerts"), stack.app("/api/v2/alerts"))) {
            var answer = stack.send(HttpRequest.newBuilder(witness)
                    .header("Content-Type", "application/json")
                    .header("Authorization", "Bearer " + stack.witnessToken())
                    .POST(BodyPublishers.ofString(body)));
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    /** Goes to a view of the one window in which somebody is signed in. */
    private void show(String hash) {
        if (page == null) {
            page = Browser.signIn(context, stack);
        }
        page.evaluate("hash => { location.hash = hash }", hash);
    }

    private static Locator alert(String name) {
        return page.locator("#alerts li").filter(new Locator.FilterOptions().setHasText(name));
    }

    @Test
    void theSignIn() {
        try (var nobody = BROWSER.context()) {
            var signIn = nobody.newPage();
            signIn.navigate(stack.app("/").toString());
            assertThat(signIn.locator("#sign-in")).isVisible();
            Views.hold(signIn, "sign-in");
        }
    }

    @Test
    void theBoard() {
        show("#active");
        assertThat(alert("HighErrorRate").first()).isVisible(new IsVisibleOptions().setTimeout(MILLIS));
        assertThat(alert("HighCPUUsage").first()).containsText("of them, nobody has", SOON);
        assertThat(alert("heap dump taken")).containsText("oncall has it until", SOON);
        Views.hold(page, "board");
    }

    @Test
    void theDialogs() {
        show("#active");
        alert("High error rate detected")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Silence"))
                .first()
                .click();
        assertThat(page.locator("dialog[open] .preview")).containsText("Would have hidden ", SOON);
        Views.hold(page, "silence");
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog[open]")).isHidden();
    }

    @Test
    void anAlert() {
        show("#alert/" + EpisodePageIT.notifiedEpisode(stack));
        assertThat(page.locator("metric-panel figcaption")).containsText("It fires at 0.", SOON);
        assertThat(page.locator("runbook-panel .runbook")).containsText("Impact:", SOON);
        assertThat(page.locator("log-panel")).containsText("What the service logged", SOON);
        Views.hold(page, "alert");
    }

    @Test
    void alertmanager() {
        show("#alertmanager");
        assertThat(page.locator("alertmanager-view")).containsText("websocket-oncall", SOON);
        assertThat(page.locator("alertmanager-view")).containsText("these are told too: escalation-by-");
        assertThat(page.locator("alertmanager-view h3").filter(new Locator.FilterOptions().setHasText("escalation")))
                .hasCount(0);
        Views.hold(page, "alertmanager");
    }

    @Test
    void theService() {
        show("#service");
        assertThat(page.locator(".charts > li")).hasCount(7);
        assertThat(page.locator("[data-hop=direct]")).containsText("works", SOON);
        Views.hold(page, "service");
    }

    @Test
    void silences() {
        show("#silences");
        assertThat(page.locator("#silences li").filter(new Locator.FilterOptions().setHasText("HighMemoryUsage")))
                .containsText("left", SOON);
        Views.hold(page, "silences");
    }

    @Test
    void theHistory() {
        show("#history?name=SlowShutdownTime");
        assertThat(page.locator("#found > li").first()).containsText("Slow shutdown time", SOON);
        Views.hold(page, "history");
    }

    @Test
    void theReview() {
        show("#review?since=30d");
        assertThat(page.locator("review-view")).containsText("HighConnectionChurn", SOON);
        Views.hold(page, "review");
    }

    @Test
    void theBackTest() {
        ReviewPageIT.happened(stack);
        show("#review?since=7d&alert=" + ReviewPageIT.RULE);
        assertThat(page.locator("back-test .sum")).containsText("stay", SOON);
        Views.hold(page, "back-test");
    }

    @Test
    void theAudit() {
        show("#audit");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Verify"))
                .click();
        assertThat(page.locator(".answer").first()).containsText("It holds:", SOON);
        assertThat(page.locator("#entries > li").first()).isVisible();
        Views.hold(page, "audit");
    }
}
