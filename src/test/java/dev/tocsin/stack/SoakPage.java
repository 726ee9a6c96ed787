package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.tocsin.stack.OnCall.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A page that stays open: its clock runs ahead, so that a long time passes on it in a short one, and what that brings comes
 * from the real service. The figures are in {@code target/soak.txt}. It wants a stack that nobody else has filled, and so runs
 * when it is asked for: {@code monitor.sh test -Dit.test=SoakPage -Dtocsin.page.hours=24}.
 */
@ExtendWith(StackExtension.class)
class SoakPage {

    private static final int HOURS = Integer.getInteger("tocsin.page.hours", 1);
    private static final int MINUTES_BETWEEN_POINTS = 10;

    /** Until all lists are full, with what others on the stack left there displaced. */
    private static final int WARM_MINUTES = 20;

    private static final int ACTIVE = 20;
    private static final int RESOLVED = 10;
    private static final int BEAT_SECONDS = 5;

    /** The engine compiles for hours what it runs often, which is no growth of the page: it does not here. */
    private static final Browser BROWSER =
            new Browser("--js-flags=--no-opt --no-maglev --no-sparkplug --no-flush-bytecode");

    /**
     * The page's stream is at hand, for the test to beat on: the server beats by its own clock. And no request has a time-out,
     * for that would be kept for ten seconds by the real clock, in which there are more of them here than in an hour.
     */
    private static final String COMPRESSED = """
            window.EventSource = class extends EventSource {
              constructor(...given) {
                super(...given);
                window.stream = this;
              }
            };
            AbortSignal.timeout = () => new AbortController().signal;""";

    /** What an alert's own view shows stays there until the next one is looked at, more of one and less of another. */
    private static final String NODES_OF_THE_ALERT_VIEW = """
            (() => {
              const nodes = document.createNodeIterator(document.querySelector("alert-view"));
              let count = 0;
              while (nodes.nextNode()) count++;
              return count;
            })()""";

    private final Stack stack;
    private final OnCall onCall;
    private final String name = Alert.someName().substring(0, 12);
    private final Deque<Alert> active = new ArrayDeque<>();
    private int fired;

    /** What the page holds behind a collection of its garbage. */
    private record Point(double hour, double heapKilobytes, double nodes, double listeners) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%6.2f h %8.0f KB %6.0f nodes %5.0f listeners", hour, heapKilobytes, nodes, listeners);
        }
    }

    SoakPage(Stack stack) {
        this.stack = stack;
        this.onCall = new OnCall(stack);
    }

    @AfterAll
    static void close() {
        BROWSER.close();
    }

    @Test
    void aPageThatStaysOpenDoesNotGrow() throws IOException {
        var points = new ArrayList<Point>();
        try (var context = BROWSER.context()) {
            context.addInitScript(COMPRESSED);
            var page = Browser.signIn(context, stack);
            page.clock().install();
            page.locator("board-filter summary").click();
            page.locator("board-filter [name=text]").fill(name);
            for (int i = 0; i < ACTIVE + RESOLVED; i++) {
                fire();
            }
            for (int i = 0; i < RESOLVED; i++) {
                end();
            }
            var session = context.newCDPSession(page);
            session.send("Performance.enable");
            for (int minute = -WARM_MINUTES; minute <= HOURS * 60; minute++) {
                if (minute % MINUTES_BETWEEN_POINTS == 0) {
                    look(page);
                }
                if (minute >= 0 && minute % MINUTES_BETWEEN_POINTS == 0) {
                    points.add(point(page, session, minute / 60.0));
                }
                minute(page);
            }
        } finally {
            while (!active.isEmpty()) {
                end();
            }
        }
        Files.write(
                Path.of("target/soak.txt"), points.stream().map(Point::toString).toList());
        assertThat(slope(points, Point::listeners)).as("listeners an hour").isLessThan(20);
        assertThat(slope(points, Point::nodes)).as("nodes an hour").isLessThan(50);
        assertThat(slope(points, Point::heapKilobytes)).as("KB an hour").isLessThan(128);
    }

    /** One alert ends, and another one fires, which somebody takes. */
    private void minute(Page page) {
        end();
        fire();
        for (int second = 0; second < 60; second += BEAT_SECONDS) {
            page.waitForResponse(
                    "**/api/conditions", () -> page.evaluate("stream.dispatchEvent(new MessageEvent('beat'))"));
            page.clock().runFor(BEAT_SECONDS * 1_000L);
        }
    }

    private void fire() {
        var alert = Alert.critical(name + fired++, "app:9080");
        onCall.fire(alert);
        OnCall.isDone(onCall.act("POST", alert, "/acknowledgement", "{\"note\":\"on it\"}"));
        active.add(alert);
    }

    private void end() {
        onCall.end(active.remove());
    }

    /** Opens an alert and comes back; and the stream breaks off, as it does every ten minutes. */
    private void look(Page page) {
        page.locator("#alerts [data-alert-id] a").first().click();
        page.locator("alert-view h1").waitFor();
        page.clock().runFor(30_000);
        page.goBack();
        PlaywrightAssertions.assertThat(page.locator("#alerts > li")).hasCount(ACTIVE);
    }

    private static Point point(Page page, CDPSession session, double hour) {
        session.send("HeapProfiler.collectGarbage");
        session.send("HeapProfiler.collectGarbage");
        var metrics = session.send("Performance.getMetrics").getAsJsonArray("metrics");
        return new Point(
                hour,
                metric(metrics, "JSHeapUsedSize") / 1024,
                metric(metrics, "Nodes") - ((Number) page.evaluate(NODES_OF_THE_ALERT_VIEW)).intValue(),
                metric(metrics, "JSEventListeners"));
    }

    private static double metric(JsonArray metrics, String name) {
        for (var each : metrics) {
            if (each.getAsJsonObject().get("name").getAsString().equals(name)) {
                return each.getAsJsonObject().get("value").getAsDouble();
            }
        }
        throw new AssertionError("no metric " + name);
    }

    /** By least squares. */
    private static double slope(List<Point> points, ToDoubleFunction<Point> figure) {
        double hour = points.stream().mapToDouble(Point::hour).average().orElseThrow();
        double mean = points.stream().mapToDouble(figure).average().orElseThrow();
        double above = points.stream()
                .mapToDouble(point -> (point.hour() - hour) * (figure.applyAsDouble(point) - mean))
                .sum();
        double below = points.stream()
                .mapToDouble(point -> (point.hour() - hour) * (point.hour() - hour))
                .sum();
        return above / below;
    }
}
