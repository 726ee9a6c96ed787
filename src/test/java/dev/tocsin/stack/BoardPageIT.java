package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.tocsin.stack.OnCall.Alert;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the person on call sees at a glance: the board of active alerts, pushed. */
@ExtendWith(StackExtension.class)
class BoardPageIT {

    private static final double MILLIS = 20_000;
    private static final IsVisibleOptions SOON = new IsVisibleOptions().setTimeout(MILLIS);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Browser BROWSER = new Browser();

    private final Stack stack;
    private final OnCall onCall;
    private final String name = Alert.someName();
    private final List<Alert> fired = new ArrayList<>();

    BoardPageIT(Stack stack) {
        this.stack = stack;
        this.onCall = new OnCall(stack);
    }

    @AfterEach
    void end() {
        fired.forEach(onCall::end);
    }

    @AfterAll
    static void close() {
        BROWSER.close();
    }

    private Alert fire(String alertName, String severity, String instance) {
        var labels = Map.of("alertname", alertName, "severity", severity, "team", "websocket", "instance", instance);
        var alert = new Alert(labels, Instant.now());
        onCall.fire(alert);
        fired.add(alert);
        return alert;
    }

    private Page live(BrowserContext context) {
        var page = Browser.signIn(context, stack);
        assertThat(page.locator("alert-board .age")).containsText("live", new ContainsTextOptions().setTimeout(MILLIS));
        return page;
    }

    private Locator rows(Page page) {
        return page.locator("#alerts li.alert").filter(new Locator.FilterOptions().setHasText(name));
    }

    private static Locator board(Page page) {
        return page.locator("alert-board");
    }

    private static void show(Page page, String query) {
        page.evaluate("hash => { location.hash = hash }", "#active?" + query);
    }

    @Test
    void whatAWitnessTellsIsSeenWithoutAsking() {
        try (var context = BROWSER.context()) {
            var page = live(context);
            // The lists are out of reach: it can only have come by the stream.
            context.route("**/api/alerts?**", Route::abort);
            var alert = fire(name, "critical", "app-1:9080");
            assertThat(rows(page)).isVisible(SOON);
            assertThat(page.locator("#announcer")).containsText(name);
            assertThat(page).hasTitle(Pattern.compile("\\d+ critical.*Tocsin"));

            onCall.end(alert);
            assertThat(page.locator("#resolved li").filter(new Locator.FilterOptions().setHasText(name)))
                    .isVisible(SOON);
            assertThat(rows(page)).isHidden();
        }
    }

    @Test
    void withoutTheStreamThePageAsks() {
        try (var context = BROWSER.context()) {
            context.route("**/api/stream*", Route::abort);
            var page = Browser.signIn(context, stack);
            fire(name, "critical", "app-1:9080");
            assertThat(rows(page)).isVisible(SOON);
            assertThat(page.locator("alert-board .age")).containsText(Pattern.compile("^updated \\d+ s ago$"));

            context.unroute("**/api/stream*");
            assertThat(page.locator("alert-board .age"))
                    .containsText("live", new ContainsTextOptions().setTimeout(40_000));
        }
    }

    @Test
    void aStormIsOneSentence() {
        try (var context = BROWSER.context()) {
            var page = live(context);
            page.evaluate("""
                    () => {
                      window.said = [];
                      const region = document.querySelector("#announcer");
                      new MutationObserver(() => window.said.push(region.textContent))
                          .observe(region, { childList: true, characterData: true, subtree: true });
                    }""");
            var start = Instant.now();
            IntStream.range(0, 12).forEach(i -> fire(name + i, "warning", "app-" + i));
            await().atMost(Duration.ofSeconds(30)).until(() -> rows(page).count() == 12);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> ((Number)
                                            page.evaluate(
                                                    "window.said.filter(text => text.includes('new:')).reduce((sum, text) => sum + parseInt(text), 0)"))
                                    .intValue()
                            >= 12);
            var sentences = ((Number) page.evaluate("window.said.length")).longValue();
            assertThat(sentences)
                    .isLessThanOrEqualTo(
                            2 + Duration.between(start, Instant.now()).dividedBy(PAUSE));
        }
    }

    @Test
    void theFilterStandsInTheAddress() {
        fire(name, "critical", "one\"quoted");
        fire(name, "warning", "two");
        try (var context = BROWSER.context()) {
            var page = live(context);
            assertThat(rows(page)).hasCount(2, new HasCountOptions().setTimeout(MILLIS));
            page.locator("board-filter summary").click();
            board(page).getByLabel("Text").fill(name);
            board(page).getByLabel("Severity").selectOption("warning");
            assertThat(rows(page)).hasCount(1);
            assertThat(page).hasURL(Pattern.compile("#active\\?text=" + name + "&severity=warning"));
            Views.serve(page, "filter");
            page.reload();
            assertThat(rows(page)).hasCount(1, new HasCountOptions().setTimeout(MILLIS));
            assertThat(rows(page)).containsText("two");

            show(page, "text=" + name + "&label=" + "instance%3D%22one%22quoted%22");
            assertThat(rows(page)).containsText("one\"quoted");
            show(page, "text=" + name + "&label=instance!%3Dtwo");
            assertThat(rows(page)).hasAttribute("data-severity", "critical");
            show(page, "text=" + name + "&state=taken");
            assertThat(rows(page)).hasCount(0);
            assertThat(page.getByText("No active alert is like this")).isVisible();
            board(page).getByLabel("Label").fill("instance=~\"tw.|three\"");
            board(page).getByLabel("State").selectOption("");
            assertThat(rows(page)).hasAttribute("data-severity", "warning");
            board(page).getByLabel("Label").fill("instance!~tw.");
            assertThat(rows(page)).hasAttribute("data-severity", "critical");
            board(page).getByLabel("Label").fill("instance=~w");
            assertThat(rows(page)).hasCount(0);
            board(page).getByLabel("Label").fill("instance=~(");
            assertThat(page.locator("board-filter [role=alert]")).hasText("No regular expression: (");
            board(page).getByLabel("Label").fill("=two");
            assertThat(page.locator("board-filter [role=alert]")).containsText("A label and its value, such as");
            page.getByText("Show all").click();
            assertThat(rows(page)).hasCount(2);
        }
    }

    @Test
    void manyOfOneNameStandTogether() {
        IntStream.range(0, 7).forEach(i -> fire(name, "warning", "app-" + i));
        try (var context = BROWSER.context()) {
            var page = live(context);
            show(page, "text=" + name);
            var bundle = page.locator("#alerts li.bundle");
            assertThat(bundle).containsText("7 of them, nobody has 7", new ContainsTextOptions().setTimeout(MILLIS));
            Views.serve(page, "bundle");
            bundle.locator("summary").first().click();
            assertThat(rows(page)).hasCount(7);
            bundle.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Acknowledge all"))
                    .click();
            page.keyboard().press("Control+Enter");
            assertThat(bundle).containsText("nobody has 0", new ContainsTextOptions().setTimeout(MILLIS));
            Views.serve(page, "bundle-open");
        }
    }

    @Test
    void hostileLabelsAreTextInEveryDialog() {
        var hostile = "\"><img src=x onerror=alert(1)> " + name;
        fire(hostile, "critical", "<script>alert(2)</script>");
        try (var context = BROWSER.context()) {
            var errors = new ArrayList<String>();
            var page = live(context);
            page.onDialog(dialog -> {
                errors.add(dialog.message());
                dialog.dismiss();
            });
            page.onPageError(errors::add);
            show(page, "text=" + name);
            rows(page).locator(".what a").focus();
            for (var key : List.of("a", "n", "v", "r", "s")) {
                page.keyboard().press(key);
                assertThat(page.locator("dialog[open]")).isVisible();
                page.keyboard().press("Escape");
                assertThat(page.locator("dialog[open]")).isHidden();
                assertThat(rows(page).locator(".what a")).isFocused();
            }
            page.keyboard().press("s");
            assertThat(page.locator("dialog[open] .preview")).containsText(hostile);
            assertThat(page.locator("main img, main script, dialog img, dialog script"))
                    .hasCount(0);
            assertThat(errors).isEmpty();
        }
    }

    private static final String HOW_THINGS_STAND = """
            {}                                                             | quiet        | All quiet
            {"firing":[{"severity":"warning"}]}                            | warning      | 1 warning
            {"firing":[{"severity":"critical"},{"severity":"x"}]}          | critical     | 1 critical, 1 other
            {"firing":[{"severity":"critical","acknowledgement":{}}]}      | acknowledged | 1 critical (1 taken)
            {"firing":[{"severity":"critical","acknowledgement":{}},{"severity":"info"}]} | info | 1 critical, 1 info (1 taken)
            {"pending":[{}]}                                               | pending      | 1 pending
            {"lost":true}                                                  | blind        | Heartbeat lost
            {"lost":true,"firing":[{"severity":"info"}]}                   | info         | 1 info, Heartbeat lost
            {"age":60000}                                                  | stale        | Stale: 1 min old
            {"failures":2}                                                 | unreachable  | Tocsin unreachable
            """;

    @Test
    void theHeaderSaysHowThingsStand() {
        try (var context = BROWSER.context()) {
            var page = context.newPage();
            page.navigate(stack.app("/").toString());
            HOW_THINGS_STAND.lines().forEach(line -> {
                var cells = line.split("\\|");
                var said = page.evaluate("""
                    async given => {
                      const { indicatorOf } = await import("./js/standing.js");
                      const { firing = [], pending = [], lost = false, age = 0, failures = 0 } = JSON.parse(given);
                      const status = {
                        firing: {},
                        upstream: { prometheus: { reachable: true }, alertmanager: { reachable: true } },
                        witnesses: { direct: { heartbeatLost: lost }, webhook: { heartbeatLost: false } },
                      };
                      const snapshot = { status, firing, firingTotal: firing.length, pending };
                      return JSON.stringify(indicatorOf({ snapshot, receivedAt: 0, failures }, age));
                    }""", cells[0]);
                assertThat(Stack.json((String) said).asJsonObject())
                        .as(line)
                        .isEqualTo(Json.createObjectBuilder()
                                .add("state", cells[1].strip())
                                .add("text", cells[2].strip())
                                .build());
            });
        }
    }

    @Test
    void aReaderWhoseClockIsWrongIsToldTheTruth() {
        fire(name, "critical", "app-1:9080");
        try (var context = BROWSER.context()) {
            context.addInitScript("{ const now = Date.now; Date.now = () => now() + 3 * 3_600_000; }");
            var page = live(context);
            assertThat(rows(page)).containsText(Pattern.compile("answer due in [34]:\\d\\d"));
            assertThat(rows(page).locator(".when")).containsText(Pattern.compile("for (\\d+ s|1 min)"));
            assertThat(page.locator("#indicator")).hasAttribute("data-state", "critical");
        }
    }

    /** Whatever is pending on the stack is over too soon to be looked at: one is added to the answer. */
    @Test
    void whatIsAboutToFireIsShownWithTheTimeLeft() {
        try (var context = BROWSER.context()) {
            context.route("**/api/conditions", route -> {
                var answer = Stack.json(route.fetch().text()).asJsonObject();
                var pending = Json.createObjectBuilder()
                        .add("fingerprint", "0123456789abcdef")
                        .add("name", name)
                        .add("severity", "warning")
                        .add("state", "pending")
                        .add("labels", Json.createObjectBuilder().add("instance", "app-1:9080"))
                        .add("summary", "Nearly <b>full</b>")
                        .add("activeAt", Instant.now().toString())
                        .add("firesAt", Instant.now().plusSeconds(240).toString());
                var changed = Json.createObjectBuilder(answer)
                        .add("pending", Json.createArrayBuilder().add(pending))
                        .add(
                                "values",
                                Json.createObjectBuilder()
                                        .add("0123456789abcdef", Json.createArrayBuilder(List.of(80, 85, 91.25))))
                        .build();
                route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(changed.toString()));
            });
            var page = live(context);
            var item = page.locator("#pending li");
            assertThat(item).containsText(Pattern.compile("fires in [34]:\\d\\d"));
            assertThat(item).containsText("91.25");
            assertThat(item).containsText("Nearly <b>full</b>");
            assertThat(item.locator(".trend path")).hasAttribute("d", Pattern.compile("^M0.*L64"));
            assertThat(page.locator("#indicator")).containsText("1 pending");
            Views.serve(page, "pending");
        }
    }

    /**
     * What Prometheus itself says: each alert that is active there has a value here. Its series of {@code ALERTS} would not
     * do: one that was stopped leaves some behind.
     */
    @Test
    void theValuesArePrometheuss() {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            var values = stack.api("/conditions").getJsonObject("values");
            var active = Stack.json(stack.get(stack.prometheus("/api/v1/alerts")))
                    .asJsonObject()
                    .getJsonObject("data")
                    .getJsonArray("alerts")
                    .stream()
                    .map(JsonValue::asJsonObject)
                    .filter(alert -> !alert.getJsonObject("labels")
                            .getString("alertname")
                            .equals("Watchdog"))
                    .toList();
            assertThat(active)
                    .anyMatch(alert -> alert.getString("state").equals("firing"))
                    .hasSameSizeAs(values.keySet());
        });
    }
}
