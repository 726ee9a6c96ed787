package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.tocsin.stack.OnCall.Alert;
import jakarta.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many active alerts: the page stays usable, and how fast it is is measured beside the same alerts in a bare list. With
 * {@code -Dtocsin.page.alerts=5000} as many as docs/reference.md speaks of; the figures are in {@code target/page.txt}.
 */
@ExtendWith(StackExtension.class)
class CrowdPageIT {

    private static final int ALERTS = Integer.getInteger("tocsin.page.alerts", 300);
    private static final int OF_ONE_NAME = 20;
    private static final int ROUNDS = 9;
    private static final Browser BROWSER = new Browser();

    /** The first row on the screen, by the page's own clock, which starts with the navigation. */
    private static final String FIRST_VIEW = """
            (() => {
              const look = () => {
                if (document.querySelector("#alerts > li")?.checkVisibility()) requestAnimationFrame(() => (window.firstView = performance.now()));
                else requestAnimationFrame(look);
              };
              requestAnimationFrame(look);
            })();""";

    /** What anybody would write who wants no more than to see them. */
    private static final String BARE = """
            <!doctype html><title>bare</title><ul id="alerts"></ul><script type="module">
            let cursor = "";
            do {
              const answer = await fetch("api/alerts?state=firing&limit=500" + (cursor && "&cursor=" + encodeURIComponent(cursor)));
              const page = await answer.json();
              for (const alert of page.alerts) {
                const item = document.createElement("li");
                item.textContent = [alert.severity, alert.name, alert.labels.instance, alert.startsAt].join(" ");
                document.querySelector("#alerts").append(item);
              }
              cursor = page.next;
            } while (cursor);
            window.whole = performance.now();
            </script>""";

    /** From an input to the second frame after it: by then it is on the screen. */
    private static final String INTERACTION = """
            act => new Promise(resolve => {
              const from = performance.now();
              (0, eval)(act);
              requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - from)));
            })""";

    private final Stack stack;
    private final String name = Alert.someName().substring(0, 12);
    private final Instant start = Instant.now();
    private final List<String> figures = new ArrayList<>();

    CrowdPageIT(Stack stack) {
        this.stack = stack;
    }

    @AfterAll
    static void close() {
        BROWSER.close();
    }

    private void tell(boolean firing) {
        for (int from = 0; from < ALERTS; from += 500) {
            var alerts = Json.createArrayBuilder();
            for (int i = from; i < Math.min(ALERTS, from + 500); i++) {
                alerts.add(Json.createObjectBuilder()
                        .add(
                                "labels",
                                Json.createObjectBuilder()
                                        .add("alertname", name + i / OF_ONE_NAME)
                                        .add(
                                                "severity",
                                                List.of("critical", "warning", "info")
                                                        .get(i / OF_ONE_NAME % 3))
                                        .add("team", "websocket")
                                        .add("instance", "app-" + i + ":9080"))
                        .add("annotations", Json.createObjectBuilder().add("summary", "Number " + i + " is in trouble"))
                        .add("startsAt", start.toString())
                        .add(
                                "endsAt",
                                Instant.now().plusSeconds(firing ? 3600 : 0).toString()));
            }
            var response = stack.send(HttpRequest.newBuilder(stack.app("/api/v2/alerts"))
                    .header("Content-Type", "application/json")
                    .header("Authorization", "Bearer " + stack.witnessToken())
                    .POST(BodyPublishers.ofString(alerts.build().toString())));
            assertThat(response.statusCode()).isEqualTo(200);
        }
    }

    private double median(Page page, String act) {
        return IntStream.range(0, ROUNDS)
                .mapToDouble(round ->
                        ((Number) page.evaluate(INTERACTION, act.formatted(round % 2 == 0))).doubleValue())
                .sorted()
                .skip(ROUNDS / 2)
                .findFirst()
                .orElseThrow();
    }

    /** The median of some alerts. */
    private double pushed(Page page) {
        var onCall = new OnCall(stack);
        return IntStream.range(0, ROUNDS)
                .mapToDouble(round -> {
                    var alert = Alert.critical(name + "pushed" + round, "app:9080");
                    long from = System.nanoTime();
                    onCall.fire(alert);
                    page.locator("#alerts [data-alert-id]")
                            .filter(new Locator.FilterOptions().setHasText(alert.name()))
                            .waitFor();
                    double millis = (System.nanoTime() - from) / 1e6;
                    onCall.end(alert);
                    return millis;
                })
                .sorted()
                .skip(ROUNDS / 2)
                .findFirst()
                .orElseThrow();
    }

    private void note(String what, double millis) {
        figures.add(String.format(Locale.ROOT, "%-52s %6.0f ms", what, millis));
    }

    private static double number(Page page, String expression) {
        await().atMost(Duration.ofSeconds(120)).until(() -> page.evaluate(expression) instanceof Number);
        return ((Number) page.evaluate(expression)).doubleValue();
    }

    @Test
    void manyAreShownFoundAndChosen() throws IOException {
        tell(true);
        try (var context = BROWSER.context()) {
            Browser.signIn(context, stack).close();
            bare(context);
            board(context);
        } finally {
            tell(false);
        }
        Files.write(Path.of("target/page.txt"), figures);
        figures.forEach(line -> System.getLogger("page").log(System.Logger.Level.INFO, line));
    }

    private void bare(BrowserContext context) {
        var page = context.newPage();
        // Served from here, without the headers that forbid scripts in a page.
        page.route(
                "**/bare.html",
                route -> route.fulfill(
                        new Route.FulfillOptions().setContentType("text/html").setBody(BARE)));
        page.addInitScript(FIRST_VIEW);
        page.navigate(stack.app("/bare.html").toString());
        note(ALERTS + " in a bare list: first view", number(page, "window.firstView"));
        note(ALERTS + " in a bare list: all of them", number(page, "window.whole"));
        page.close();
    }

    private void board(BrowserContext context) {
        var page = context.newPage();
        page.addInitScript(FIRST_VIEW);
        page.navigate(stack.app("/").toString());
        note(ALERTS + " on the page: first view", number(page, "window.firstView"));
        note(
                ALERTS + " on the page: all of them",
                number(
                        page,
                        "/Select all (\\d+)/.exec(document.querySelector('.selection').textContent)[1] >= " + ALERTS
                                + " ? performance.now() : null"));
        page.locator("board-filter summary").click();
        note(
                "to filter by text, and not",
                median(
                        page,
                        "{const i = document.querySelector('[name=text]'); i.value = %b ? 'number 299' : '';"
                                + " i.dispatchEvent(new Event('input', {bubbles: true}))}"));
        page.locator("board-filter [name=text]").fill("");
        note("to select all, and none", median(page, "document.querySelector('.selection input').click() /* %b */"));
        note(
                "to open what is of one name, and close it",
                median(page, "document.querySelector('.bundle summary').click() /* %b */"));
        page.locator("board-filter [name=text]").fill(name + "pushed");
        note("from a witness's delivery to its row", pushed(page));
        page.locator("board-filter [name=text]").fill("");
        note("to look at silences, and back", median(page, "location.hash = %b ? '#silences' : '#active'"));
        assertThat(page.locator("#alerts > li").count()).isLessThanOrEqualTo(100);
    }
}
