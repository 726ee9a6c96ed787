package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import jakarta.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The history and the audit log in Chromium, as an auditor or whoever comes the morning after reads them. */
@ExtendWith(StackExtension.class)
class HistoryIT {

    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);
    private static final Browser BROWSER = new Browser();

    private final Stack stack;
    private final String name = "Test" + UUID.randomUUID().toString().substring(0, 8);

    HistoryIT(Stack stack) {
        this.stack = stack;
    }

    @AfterAll
    static void close() {
        BROWSER.close();
    }

    private void deliver(String body) {
        var response = stack.send(HttpRequest.newBuilder(stack.app("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + stack.witnessToken())
                .POST(BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).isEqualTo(200);
    }

    /** So many episodes, over since long. */
    private void record(int episodes, String summary) {
        var alerts = Json.createArrayBuilder();
        var start = Instant.parse("2026-02-03T04:00:00Z");
        for (int i = 0; i < episodes; i++) {
            alerts.add(Json.createObjectBuilder()
                    .add(
                            "labels",
                            Json.createObjectBuilder()
                                    .add("alertname", name)
                                    .add("severity", "warning")
                                    .add("team", "websocket")
                                    .add("instance", "app-" + i + ":9080"))
                    .add("annotations", Json.createObjectBuilder().add("summary", summary))
                    .add("startsAt", start.plusSeconds(i).toString())
                    .add("endsAt", start.plusSeconds(i + 300).toString()));
        }
        deliver(alerts.build().toString());
    }

    private Page open(NewContextOptions options, String hash) {
        var page = Browser.signIn(BROWSER.context(options), stack);
        page.evaluate("hash => { location.hash = hash }", hash);
        return page;
    }

    /** The view that is shown: the others are there too. */
    private static Locator in(Page page) {
        return page.locator("history-view:not([hidden]), audit-view:not([hidden])");
    }

    @Test
    void whatIsLookedForStandsInTheAddress() {
        record(60, "<img src=x onerror=alert(1)>");
        var page = open(new NewContextOptions(), "#history");
        in(page).getByLabel("Alert", new Locator.GetByLabelOptions().setExact(true))
                .fill(name);
        page.keyboard().press("Enter");

        var found = page.locator("history-view [role=status]");
        assertThat(found).containsText("60 alerts, 50 shown", SOON);
        assertThat(page.locator("#found li").first()).containsText("<img src=x onerror=alert(1)>");
        in(page).getByText("More", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(page.locator("#found > li")).hasCount(60);
        assertThat(found).containsText("60 alerts, 60 shown", SOON);

        in(page).getByLabel("Matcher").fill("instance=~\"app-[1-3]:.*\"");
        page.keyboard().press("Enter");
        assertThat(page.locator("#found > li")).hasCount(3);
        page.reload();
        assertThat(page.locator("#found > li")).hasCount(3);
        assertThat(in(page).getByLabel("Matcher")).hasValue("instance=~\"app-[1-3]:.*\"");
        page.goBack();
        assertThat(found).containsText("60 alerts, 50 shown", SOON);
        assertThat(in(page).getByLabel("Matcher")).hasValue("");
        page.context().close();
    }

    @Test
    void aPeriodIsMeantAsTheClockOnTheWallShowsIt() {
        record(1, "once");
        var page = open(new NewContextOptions().setTimezoneId("Asia/Kolkata"), "#history?name=" + name);
        var found = page.locator("history-view [role=status]");
        assertThat(found).containsText("1 alert, 1 shown", SOON);

        in(page).getByLabel("From").fill("2026-02-03T09:36");
        page.keyboard().press("Enter");
        assertThat(found).containsText("Nothing on record is like this.", SOON);
        in(page).getByLabel("From").fill("2026-02-03T09:34");
        page.keyboard().press("Enter");
        assertThat(found).containsText("1 alert, 1 shown", SOON);
        assertThat(page).hasURL(Pattern.compile(".*from=2026-02-03T04%3A04%3A00.000Z.*"));
        page.context().close();
    }

    @Test
    void whatCannotBeReadSaysWhy() {
        var page = open(new NewContextOptions(), "#history");
        in(page).getByLabel("Matcher").fill("instance=~\"(\"");
        page.keyboard().press("Enter");

        assertThat(page.locator("history-view .error")).containsText("filter: no regular expression", SOON);
        assertThat(in(page).getByLabel("Matcher")).hasValue("instance=~\"(\"");
        page.context().close();
    }

    @Test
    void theAuditSaysWhetherItHoldsWhatItMissesAndWhatItCouldNotRead() {
        deliver("<b>" + name + "</b>");
        var page = open(new NewContextOptions(), "#audit");

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Verify"))
                .click();
        assertThat(page.locator(".answer").nth(0)).containsText("It holds:", SOON);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Compare"))
                .click();
        assertThat(page.locator(".answer").nth(1)).containsText("known to one side only", SOON);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Look"))
                .click();
        page.locator(".answer").nth(2).locator("summary").first().click();
        assertThat(page.locator(".answer").nth(2)).containsText("of which these were kept", SOON);

        in(page).getByLabel("What").fill("quarantined");
        page.keyboard().press("Enter");
        assertThat(page.locator("#entries > li").first()).containsText("quarantined", SOON);
        Views.serve(page, "audit-answers");
        page.context().close();
    }

    @Test
    void anEntryLeadsToItsAlert() {
        record(1, "once");
        var page = open(new NewContextOptions(), "#audit?actor=witness:direct&kind=resolved");
        page.locator("#entries a")
                .filter(new Locator.FilterOptions().setHasText(name))
                .first()
                .click();
        assertThat(page.locator("#alert li")).containsText(name, SOON);
        page.context().close();
    }
}
