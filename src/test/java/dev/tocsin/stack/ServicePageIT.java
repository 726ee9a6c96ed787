package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How the service does, and the way of an alert with what is broken of it. */
@ExtendWith(StackExtension.class)
class ServicePageIT {

    private static final int SOON = 60_000;
    private static final Duration SHEET_AGE = Duration.ofSeconds(10);
    private static final Browser BROWSER = new Browser();

    private final Stack stack;

    ServicePageIT(Stack stack) {
        this.stack = stack;
    }

    @AfterAll
    static void close() {
        BROWSER.close();
    }

    private Page open(BrowserContext context) {
        var page = Browser.signIn(context, stack);
        page.getByText("Service", new Page.GetByTextOptions().setExact(true))
                .first()
                .click();
        return page;
    }

    private static void isBecoming(Page page, String hop, String state) {
        assertThat(page.locator("[data-hop=" + hop + "]"))
                .hasAttribute("data-state", state, new HasAttributeOptions().setTimeout(SOON));
    }

    @Test
    void theServiceIsShown() {
        try (var context = BROWSER.context()) {
            var page = open(context);
            isBecoming(page, "scrape", "works");
            isBecoming(page, "direct", "works");
            assertThat(page.locator("[data-hop=direct]")).containsText("works");
            assertThat(page.locator(".charts > li")).hasCount(7);
            assertThat(page.locator(".charts path.line-0").first()).hasAttribute("d", Pattern.compile("M.*L.*"));
            assertThat(page.locator(".charts")).containsText("Shutdown times");
            assertThat(page.locator(".views [aria-current]")).hasText("Service");

            page.getByText("7 days", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.locator(".spans [aria-current]")).hasText("7 days");
            assertThat(page).hasURL(stack.app("/#service?span=week").toString());
        }
    }

    @Test
    void aBrokenHopIsTheOneThatIsBroken() {
        try (var context = BROWSER.context()) {
            var page = open(context);
            isBecoming(page, "alertmanager", "works");
            stack.monitor("down", "alertmanager").orFail();

            isBecoming(page, "alertmanager", "broken");
            isBecoming(page, "webhook", "broken");
            assertThat(page.locator("[data-hop=alertmanager]")).containsText("broken");
            // Two alerts watch it; either tells why.
            assertThat(page.locator("[data-hop=alertmanager]"))
                    .containsText(Pattern.compile("Nobody is notified of any alert|cannot deliver alerts"));
            assertThat(page.locator("hops-picture .sum")).containsText("Broken: Prometheus to Alertmanager");
            assertThat(page.locator("[data-hop=scrape]")).hasAttribute("data-state", "works");
            assertThat(page.locator("[data-hop=direct]")).hasAttribute("data-state", "works");
            Views.hold(page, "service-broken");
        } finally {
            stack.monitor("up", "alertmanager").orFail();
        }
        try (var context = BROWSER.context()) {
            var page = open(context);
            isBecoming(page, "alertmanager", "works");
            isBecoming(page, "webhook", "works");
        }
    }

    @Test
    void whileTheServiceDoesNotAnswerThePictureSaysSo() {
        try (var context = BROWSER.context()) {
            var page = open(context);
            isBecoming(page, "scrape", "works");
            context.route("**/api/service/charts*", route -> route.abort());
            page.getByText("12 hours", new Page.GetByTextOptions().setExact(true))
                    .click();
            assertThat(page.locator("service-view .notice"))
                    .containsText(
                            "The charts are not renewed: no connection.", new ContainsTextOptions().setTimeout(SOON));
            Views.axe(page);
        }
    }

    /** A sheet of charts tells its own time: who gets the same is not the one who asked for it. */
    @Test
    void manyWhoLookCostOneQuestion() {
        var start = Instant.now();
        var sheets = IntStream.range(0, 20)
                .parallel()
                .mapToObj(i -> stack.api("/service/charts").getString("to"))
                .collect(Collectors.toSet());
        long renewed = 1 + Duration.between(start, Instant.now()).dividedBy(SHEET_AGE);
        assertThat(sheets).as("different sheets").hasSizeLessThanOrEqualTo((int) (1 + renewed));
    }
}
