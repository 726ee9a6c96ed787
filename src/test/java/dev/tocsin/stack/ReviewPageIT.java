package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Media;
import dev.tocsin.stack.OnCall.Alert;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A team's review: what fired, how soon it was answered, what was noise, and what another threshold would have done. */
@ExtendWith(StackExtension.class)
class ReviewPageIT {

    private static final ContainsTextOptions SOON = new ContainsTextOptions().setTimeout(60_000);
    private static final Browser BROWSER = new Browser();

    /** A rule whose threshold could be another one, and which fires for real on a stack where nobody talks. */
    static final String RULE = "LowMessageThroughput";

    private final Stack stack;
    private final OnCall onCall;
    private final String name = Alert.someName() + "<img src=x onerror=alert(1)>";

    ReviewPageIT(Stack stack) {
        this.stack = stack;
        this.onCall = new OnCall(stack);
    }

    @AfterAll
    static void close() {
        BROWSER.close();
    }

    /** One each six hours, for so many days, each for ten minutes. */
    static List<Alert> past(Stack stack, String name, String severity, int days) {
        var episodes = new ArrayList<Alert>();
        var told = Json.createArrayBuilder();
        for (int i = 1; i <= days * 4; i++) {
            var alert = new Alert(
                    Map.of("alertname", name, "severity", severity, "team", "websocket", "instance", "app-1:9080"),
                    Instant.now().minus(Duration.ofHours(6).multipliedBy(i)));
            episodes.add(alert);
            told.add(Json.createObjectBuilder()
                    .add("labels", Json.createObjectBuilder(Map.<String, Object>copyOf(alert.labels())))
                    .add("annotations", Json.createObjectBuilder())
                    .add("startsAt", alert.startsAt().toString())
                    .add("endsAt", alert.startsAt().plus(Duration.ofMinutes(10)).toString()));
        }
        var answer = stack.send(HttpRequest.newBuilder(stack.app("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + stack.witnessToken())
                .POST(BodyPublishers.ofString(told.build().toString())));
        assertThat(answer.statusCode()).isEqualTo(200);
        return episodes;
    }

    private void judge(Alert alert, String verdict) {
        OnCall.isDone(onCall.act("POST", alert, "/verdict", "{\"verdict\":\"" + verdict + "\"}"));
    }

    private Page open(BrowserContext context, String hash) {
        var page = Browser.signIn(context, stack);
        page.evaluate("hash => { location.hash = hash }", hash);
        return page;
    }

    private static Locator section(Page page, String title) {
        return page.locator("review-view section")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(
                                AriaRole.HEADING,
                                new Page.GetByRoleOptions().setName(title).setExact(true))));
    }

    private Locator row(Locator section, String kind) {
        return section.locator(kind).filter(new Locator.FilterOptions().setHasText(name));
    }

    @Test
    void whatFiredAndWhatWasNoiseIsCounted() {
        var episodes = past(stack, name, "critical", 10);
        judge(episodes.get(0), "false_positive");
        judge(episodes.get(1), "false_positive");
        judge(episodes.get(2), "real");
        judge(episodes.get(3), "drill");
        try (var context = BROWSER.context()) {
            var errors = new ArrayList<String>();
            var page = open(context, "#review?since=30d");
            page.onPageError(errors::add);
            var each = row(section(page, "Each alert"), "tbody tr");
            assertThat(each.locator("td").first()).containsText("39", SOON);
            assertThat(row(section(page, "False positives"), "li")).containsText("2 of 3: 67");
            assertThat(row(section(page, "Firings a day"), "tbody tr")
                            .locator("td:not([data-heat='0'])")
                            .filter(new Locator.FilterOptions().setHasText("4"))
                            .first())
                    .isVisible();
            assertThat(section(page, "Answered in time").locator("li").first()).containsText("an answer within 5 min");
            assertThat(section(page, "Drills, and how long each hop took")
                            .locator("li")
                            .filter(new Locator.FilterOptions().setHasText(name)))
                    .containsText("Prometheus told after");
            assertThat(page.locator("main img")).hasCount(0);

            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("7 days"))
                    .click();
            assertThat(page).hasURL(Pattern.compile("#review\\?since=7d$"));
            assertThat(each.locator("td").first()).containsText("2", SOON);
            page.reload();
            assertThat(page.locator("review-view nav [aria-current]").first()).hasText("7 days");
            assertThat(each.locator("td").first()).hasText(Pattern.compile("2[3-8]"));
            each.locator("td a").click();
            assertThat(page.locator("#found > li").first()).containsText(name, SOON);
            assertThat(errors).isEmpty();
        }
    }

    /** An episode of the real rule, of which Prometheus knows how far it went. */
    static void happened(Stack stack) {
        await("an episode of " + RULE)
                .atMost(Duration.ofSeconds(120))
                .until(() -> stack.api("/review/back-test?alert=" + RULE).getJsonArray("episodes").stream()
                        .map(JsonValue::asJsonObject)
                        .anyMatch(episode -> episode.containsKey("peak")));
    }

    @Test
    void aThresholdIsDraggedAndOneSeesWhatStays() {
        happened(stack);
        try (var context = BROWSER.context()) {
            var page = open(context, "#review?since=7d&alert=" + RULE);
            var handle = page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName("Threshold to try"));
            var effect = page.locator("back-test .sum");
            assertThat(effect).containsText(Pattern.compile("^With < .*: [1-9]\\d* of \\d+ stay"), SOON);
            assertThat(page.locator("back-test figcaption")).containsText("the replay finds");

            handle.focus();
            page.keyboard().press("Home");
            assertThat(effect).containsText("With < 0: 0 of ");
            assertThat(page.locator("back-test .episodes li[data-fate=gone]").first())
                    .containsText("would not have fired");
            assertThat(page).hasURL(Pattern.compile("threshold=0$"));
            page.keyboard().press("PageUp");
            assertThat(effect).not().containsText("With < 0:");

            var before = handle.getAttribute("aria-valuenow");
            var box = handle.boundingBox();
            page.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
            page.mouse().down();
            page.mouse().move(box.x + box.width / 2, box.y - 60);
            page.mouse().up();
            assertThat(handle).not().hasAttribute("aria-valuenow", before);
            var tried = handle.getAttribute("aria-valuenow");
            assertThat(page.locator("back-test input")).hasValue(tried);
            assertThat(page).hasURL(Pattern.compile("threshold=" + tried.replace(".", "\\.") + "$"));
            page.reload();
            assertThat(handle).hasAttribute("aria-valuenow", tried);
        }
    }

    @Test
    void whatIsNotThereAndWhatFailedIsSaid() {
        try (var context = BROWSER.context()) {
            var page = open(context, "#review?since=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z");
            assertThat(page.locator("review-view > [role=status]")).containsText("Nothing fired in this time.", SOON);
            Views.serve(page, "review-empty");

            context.route("**/api/review?*", Route::abort);
            page.evaluate("() => { location.hash = '#review?since=90d' }");
            assertThat(page.locator("review-view > [role=alert]")).hasText("It cannot be shown: no connection.");
            Views.axe(page);
            context.unroute("**/api/review?*");
            page.evaluate("() => { location.hash = '#review?since=nonsense' }");
            assertThat(page.locator("review-view > [role=alert]")).containsText("It cannot be shown: since");
            page.evaluate("() => { location.hash = '#review?alert=NoSuchRule' }");
            assertThat(page.locator("back-test .problems li").first()).isVisible();
            Views.axe(page);
        }
    }

    @Test
    void itIsReadOnPaper() {
        past(stack, name, "warning", 5);
        try (var context = BROWSER.context()) {
            var page = open(context, "#review?since=7d");
            assertThat(row(section(page, "Each alert"), "tbody tr")).isVisible();
            page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
            assertThat(page.locator("header.bar")).isHidden();
            assertThat(section(page, "Firings a day").locator(".scroll").first())
                    .hasCSS("overflow-x", "visible");
            page.pdf(new Page.PdfOptions().setFormat("A4").setPath(Path.of("target/screenshots/review.pdf")));
        }
    }
}
