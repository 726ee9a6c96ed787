package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the service does, and the way of an alert with what is broken of it. */
@ExtendWith(StackExtension.class)
class ServicePageIT {

    private static final int SOON = 60_000;
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

    @ParameterizedTest
    @CsvSource({"LIGHT, 1280", "DARK, 1280", "LIGHT, 360", "DARK, 360", "DARK, 3840"})
    void theServiceServesEverybody(ColorScheme scheme, int width) {
        try (var context =
                BROWSER.context(new NewContextOptions().setColorScheme(scheme).setViewportSize(width, 800))) {
            var page = open(context);
            isBecoming(page, "scrape", "works");
            isBecoming(page, "direct", "works");
            assertThat(page.locator("[data-hop=direct]")).containsText("works");
            assertThat(page.locator(".charts > li")).hasCount(7);
            assertThat(page.locator(".charts path.line-0").first()).hasAttribute("d", Pattern.compile("M.*L.*"));
            assertThat(page.locator(".charts")).containsText("Shutdown times");
            assertThat(page.locator(".views [aria-current]")).hasText("Service");
            Views.hold(page, "service", scheme, width);

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
            Views.hold(page, "service-broken", ColorScheme.LIGHT, 1280);
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

    @Test
    void manyWhoLookCostOneQuestion() {
        var before = asked();
        for (int i = 0; i < 20; i++) {
            stack.api("/service/charts");
        }
        assertThat(asked() - before).as("range queries of Prometheus").isLessThan(20 * 7);
    }

    /** How many range queries Prometheus has answered, as it says itself. */
    private double asked() {
        return stack.get(stack.prometheus("/metrics"))
                .lines()
                .filter(line -> line.startsWith("prometheus_http_requests_total{")
                        && line.contains("handler=\"/api/v1/query_range\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
