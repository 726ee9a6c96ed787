package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Reviews, back-tests and reports of the running stack. */
@ExtendWith(StackExtension.class)
class ReviewIT {

    private final Stack stack;
    private final String name = "Review" + UUID.randomUUID().toString().substring(0, 8) + "<i>&";

    /** A day of this year that no other test has anything on. */
    private final Instant day = Instant.now()
            .minus(Duration.ofDays(300))
            .minusSeconds(ThreadLocalRandom.current().nextInt(5_000_000));

    @TempDir
    private Path folder;

    ReviewIT(Stack stack) {
        this.stack = stack;
    }

    /** Firings of 2, 4 and 60 minutes, an hour apart, as Prometheus tells them. */
    private void record() {
        var alerts = Json.createArrayBuilder();
        int[] minutes = {2, 4, 60};
        for (int i = 0; i < minutes.length; i++) {
            var start = day.plus(Duration.ofHours(2L * i));
            alerts.add(Json.createObjectBuilder()
                    .add(
                            "labels",
                            Json.createObjectBuilder()
                                    .add("alertname", name)
                                    .add("severity", "warning")
                                    .add("team", "websocket"))
                    .add("annotations", Json.createObjectBuilder().add("summary", "s"))
                    .add("startsAt", start.toString())
                    .add("endsAt", start.plus(Duration.ofMinutes(minutes[i])).toString()));
        }
        var answer = stack.send(HttpRequest.newBuilder(stack.app("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + stack.witnessToken())
                .POST(BodyPublishers.ofString(alerts.build().toString())));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private String period() {
        return "since=" + day.minusSeconds(1) + "&until=" + day.plus(Duration.ofHours(6));
    }

    private List<JsonObject> mine(JsonObject review) {
        return review.getJsonArray("alerts").getValuesAs(JsonObject.class).stream()
                .filter(alert -> alert.getString("name").equals(name))
                .toList();
    }

    @Test
    void aReviewCountsWhatWasRecordedAndJudged() {
        record();
        var found = stack.api("/alerts?state=all&from=" + day.minusSeconds(1) + "&to=" + day.plusSeconds(1))
                .getJsonArray("alerts");
        var id = found.getValuesAs(JsonObject.class).stream()
                .filter(alert -> alert.getString("name").equals(name))
                .findFirst()
                .orElseThrow()
                .getString("id");
        var onCall = new OnCall(stack);
        OnCall.isDone(onCall.send(
                "POST",
                "/alerts/" + id + "/verdict",
                "{\"verdict\":\"false_positive\"}",
                onCall.etag("/alerts/" + id)));

        var review = stack.api("/review?" + period());

        assertThat(mine(review)).singleElement().satisfies(alert -> {
            var figures = alert.getJsonObject("figures");
            assertThat(figures.getInt("firings")).isEqualTo(3);
            assertThat(figures.getJsonObject("duration").getJsonNumber("total").intValue())
                    .isEqualTo(66 * 60);
            assertThat(figures.getJsonObject("duration").getJsonNumber("median").intValue())
                    .isEqualTo(4 * 60);
            assertThat(figures.getJsonObject("targets").getInt("missed")).isEqualTo(1);
            assertThat(figures.getJsonObject("targets").getInt("overBefore")).isEqualTo(2);
            assertThat(figures.getJsonObject("falsePositives").getInt("count")).isEqualTo(1);
            assertThat(figures.getJsonObject("falsePositives").getInt("of")).isEqualTo(1);
        });
        assertThat(review.getJsonArray("silentRules").toString()).contains("HighErrorRate");
    }

    @Test
    void ofATimeBeforeTheRecordItSaysThatNothingIsKnown() {
        // Other tests' damaged payloads tell of times as early as 2006.
        var review = stack.api("/review?since=1971-01-01T00:00:00Z&until=1971-01-02T00:00:00Z");
        assertThat(review.getJsonObject("total").getInt("firings")).isZero();
        assertThat(review.getJsonArray("notes").toString()).contains("The record begins at");
    }

    /**
     * Prometheus makes this alert itself whenever nobody sends anything for a while. From shortly before its newest firing
     * on, so that no restart of another test lies in the time, the replay finds what is on record, all of it and nothing else.
     */
    @Test
    void theReplayWithThePresentThresholdGivesTheRecordBack() {
        var newest = await().atMost(Duration.ofSeconds(150))
                .until(
                        () -> stack.api("/alerts?state=all&name=LowMessageThroughput&limit=1")
                                .getJsonArray("alerts"),
                        alerts -> !alerts.isEmpty())
                .getJsonObject(0);
        var since = Instant.parse(newest.getString("startsAt")).minusMillis(200);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            var test = stack.api("/review/back-test?alert=LowMessageThroughput&threshold=0&since=" + since);
            var replay = test.getJsonObject("replay");

            assertThat(test.getJsonArray("problems")).isEmpty();
            assertThat(replay.getBoolean("exact")).isTrue();
            assertThat(replay.getJsonNumber("threshold").intValue()).isEqualTo(1);
            assertThat(replay.getInt("covered"))
                    .isPositive()
                    .isEqualTo(test.getJsonArray("episodes").size());
            assertThat(replay.getInt("found")).isEqualTo(replay.getInt("covered"));
            assertThat(replay.getInt("other")).isZero();
            assertThat(replay.getJsonArray("lines")).isNotEmpty();
            for (var tried : List.of("thresholds", "waits")) {
                assertThat(test.getJsonArray(tried).getValuesAs(JsonObject.class))
                        .filteredOn(each -> each.getBoolean("present"))
                        .singleElement()
                        .satisfies(each -> {
                            var effect = each.getJsonObject("effect");
                            assertThat(effect.getInt("stay")).isEqualTo(replay.getInt("covered"));
                            assertThat(effect.getInt("added")).isZero();
                        });
            }
            assertThat(test.getJsonArray("episodes")
                            .getJsonObject(0)
                            .getJsonNumber("peak")
                            .doubleValue())
                    .isLessThan(1);
            assertThat(test.getJsonObject("asked").getJsonArray("firings")).isEmpty();
        });
    }

    @Test
    void aRuleThatIsGoneIsSaidToBe() {
        record();
        var test = stack.api("/review/back-test?" + period() + "&alert=" + name.replace("<i>&", "%3Ci%3E%26"));
        assertThat(test.getJsonArray("episodes")).hasSize(3);
        assertThat(test.getJsonArray("problems").toString()).contains("no rule of this name");
        assertThat(test).doesNotContainKey("rule");
    }

    private HttpResponse<String> page(String query) {
        return stack.send(HttpRequest.newBuilder(stack.app("/api/review?" + query))
                .header("Accept", "text/html")
                .header("Authorization", stack.credentials("oncall")));
    }

    @Test
    void theReportIsOnePageThatEverybodyCanReadAndPrint() throws IOException {
        record();
        var answer = page(period());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; style-src 'sha256-");
        assertThat(answer.body())
                .contains(name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                .doesNotContain("<i>")
                .doesNotContain("<script")
                .doesNotContain("http://")
                .contains("What the monitoring itself missed");

        var file = Files.writeString(folder.resolve("report.html"), answer.body());
        try (var browser = new Browser();
                var context = browser.context(new NewContextOptions().setViewportSize(1280, 900))) {
            var page = context.newPage();
            var errors = new ArrayList<String>();
            page.onConsoleMessage(message -> errors.add(message.text()));
            page.navigate(file.toUri().toString());
            Views.serve(page, "report");
            assertThat(page.pdf(new Page.PdfOptions().setFormat("A4"))).startsWith("%PDF".getBytes());
            assertThat(errors).isEmpty();
        }
    }

    @Test
    void theCommandLineShowsItAndWritesIt() throws IOException {
        record();
        var since = day.minusSeconds(1).toString();
        var until = day.plus(Duration.ofHours(6)).toString();
        assertThat(stack.monitor("review", "--since", since, "--until", until)
                        .orFail()
                        .out())
                .contains("firings")
                .contains("MTTA")
                .contains(name);
        var json = stack.monitor("review", "--since", since, "--until", until, "--json")
                .orFail();
        assertThat(mine(Stack.json(json.out()).asJsonObject())).hasSize(1);

        var file = folder.resolve("weekly.html");
        stack.monitor("review", "--form", "weekly", "--html", file.toString()).orFail();
        assertThat(Files.readString(file)).contains("Weekly threshold review").endsWith("</html>\n");

        assertThat(stack.monitor("review", "--form", "daily").exit()).isEqualTo(64);
        assertThat(stack.monitor("review", "--html", "/nowhere/report.html").exit())
                .isEqualTo(73);
    }

    private static List<Path> weeklyReports() throws IOException {
        var reports = Stack.FOLDER.resolve("data/tocsin/reports");
        if (!Files.isDirectory(reports)) {
            return List.of();
        }
        try (var files = Files.list(reports)) {
            return files.filter(file -> file.getFileName().toString().matches("tocsin-weekly-\\d{4}-W\\d{2}[.]html"))
                    .toList();
        }
    }

    /** The one that is there may be of a process before this one, which counted it: so it is to be written anew. */
    @Test
    void theReportOfTheWeekThatEndedIsWrittenByItself() throws IOException {
        for (var report : weeklyReports()) {
            Files.delete(report);
        }
        await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
            assertThat(weeklyReports()).hasSize(1);
            assertThat(stack.metric(
                            "app_alert_reports_total{form=\"weekly\",mp_scope=\"application\",outcome=\"done\",}"))
                    .isPositive();
        });
        assertThat(weeklyReports().get(0))
                .content()
                .contains("Weekly threshold review")
                .endsWith("</html>\n");
    }

    /** What the figures of the last 30 days come to, Prometheus remembers. */
    @Test
    void prometheusRemembersTheFigures() {
        var onCall = new OnCall(stack);
        var alert = OnCall.Alert.critical(OnCall.Alert.someName(), "review");
        onCall.fire(alert);
        OnCall.isDone(onCall.act("POST", alert, "/acknowledgement", "{}"));
        OnCall.isDone(onCall.act("POST", alert, "/verdict", "{\"verdict\":\"false_positive\"}"));
        onCall.end(alert);

        for (var expression : List.of(
                "severity:app_alert_firings:max{severity=\"critical\"} > 0",
                "severity:app_alert_false_positives:ratio{severity=\"critical\"} > 0",
                "severity:app_alert_answers_kept:ratio{severity=\"critical\"} > 0",
                "severity_statistic:app_alert_time_to_answer_seconds:max{severity=\"critical\", statistic=\"median\"}"
                        + " >= 0",
                "severity_statistic:app_alert_time_to_resolve_seconds:max{severity=\"critical\", statistic=\"mean\"}"
                        + " >= 0")) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(stack.query(expression)).as(expression).hasSize(1));
        }
    }
}
