package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever part of the stack is killed, and whatever fires meanwhile: in the end the record holds what Prometheus
 * remembers, each firing once, with its start to the millisecond, and the report says of each that only one side knows
 * why. How long the service stays away in a storm is the system property {@code tocsin.faults.outages}, such as
 * {@code PT30S,PT5M}.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("CompletenessIT")
class CompletenessIT {

    private static final Duration LIMIT = FaultyStack.LIMIT;
    private static final int STORM = 40;
    private static final Duration GUST = Duration.ofSeconds(2);
    private static final Duration QUICK = Duration.ofMillis(40);

    private static FaultyStack stack;

    @BeforeAll
    static void start() {
        stack = new FaultyStack(Path.of("target/completeness").toAbsolutePath(), Map.of());
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    static Stream<Duration> outages() {
        return Arrays.stream(System.getProperty("tocsin.faults.outages", "PT5S").split(","))
                .map(Duration::parse);
    }

    @ParameterizedTest
    @MethodSource("outages")
    void theServiceIsKilledInAStorm(Duration length) throws InterruptedException {
        var scene = "storm" + length;
        stack.storm(scene, STORM, QUICK, Instant.now().plus(GUST));
        stack.app().kill();
        stack.storm(
                scene, STORM, length.dividedBy(800).plus(QUICK), Instant.now().plus(length));
        stack.app().start();
        stack.storm(scene, STORM, QUICK, Instant.now().plus(GUST));
        stack.awaitApp();
        stack.end(scene, IntStream.range(0, STORM).toArray());

        var tally = stack.tally("service killed in a storm, started after " + length, scene);
        assertThat(tally.reasons()).containsKey("service_down");
    }

    @Test
    void theServiceIsKilledAndPrometheusForgetsWhatItWouldHaveTold() {
        var scene = "forgotten";
        stack.fire(scene, 1, 2);
        await().atMost(LIMIT).until(() -> stack.recorded(scene).size() == 2);

        stack.app().kill();
        stack.end(scene, 1);
        stack.fire(scene, 3, 4, 5);
        stack.end(scene, 3, 4);
        stack.fire(scene, 3);
        stack.end(scene, 3);
        // Only Prometheus's memory has it now: a Prometheus that was restarted repeats no end.
        stack.prometheus().kill();
        stack.prometheus().start();
        stack.awaitPrometheus();
        stack.end(scene, 2, 5);
        stack.app().start();
        stack.awaitApp();

        var tally = stack.tally("service killed, then Prometheus", scene);
        assertThat(tally.expected()).isEqualTo(8);
        assertThat(stack.witnesses(scene, "4")).containsExactly("backfill");
        assertThat(stack.witnesses(scene, "3")).containsOnly("backfill").hasSize(2);
        assertThat(stack.witnesses(scene, "1")).contains("direct");
        assertThat(stack.recorded(scene))
                .as("with Prometheus's external labels, which are not in its memory")
                .allSatisfy(alert -> assertThat(alert.getJsonObject("labels"))
                        .containsEntry("cluster", Json.createValue("north '1': \"größer\""))
                        .containsEntry("level", Json.createValue("info")));
        assertThat(tally.reasons()).containsKey("service_down");
    }

    @Test
    void bothAlertmanagersOfAPairTellOfTheSame() {
        var scene = "twice";
        var before = told();
        stack.fire(scene, 1, 2, 3);
        stack.end(scene, 1, 2, 3);

        var tally = stack.tally("two Alertmanagers deliver twice", scene);
        assertThat(tally.expected()).isEqualTo(3);
        assertThat(tally.reasons()).isEmpty();
        await().atMost(LIMIT).untilAsserted(() -> {
            var after = told();
            for (int one = 0; one < after.size(); one++) {
                assertThat(after.get(one)).as("told by %d", one).isGreaterThanOrEqualTo(before.get(one) + 6);
            }
        });
    }

    /** How many webhooks each of the two has sent. */
    private static List<Integer> told() {
        return stack.alertmanagers("/metrics").stream()
                .map(metrics -> stack.stack()
                        .get(metrics)
                        .lines()
                        .filter(line -> line.startsWith("alertmanager_notifications_total{integration=\"webhook\"} "))
                        .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum())
                .toList();
    }

    @Test
    void oneAlertmanagerOfAPairIsEnough() {
        var scene = "half";
        stack.fire(scene, 1);
        await().atMost(LIMIT).until(() -> stack.witnesses(scene, "1").equals(List.of("direct", "webhook")));
        stack.alertmanagers().get(0).kill();
        stack.fire(scene, 2);
        await().atMost(LIMIT).until(() -> stack.witnesses(scene, "2").equals(List.of("direct", "webhook")));
        stack.end(scene, 1, 2);
        stack.alertmanagers().get(0).start();

        var tally = stack.tally("one Alertmanager of two killed", scene);
        assertThat(tally.expected()).isEqualTo(2);
        assertThat(tally.reasons()).isEmpty();
    }

    @Test
    void withoutAnyAlertmanagerPrometheusTells() {
        var scene = "deaf";
        stack.alertmanagers().forEach(Part::kill);
        stack.fire(scene, 1, 2);
        stack.end(scene, 1, 2);
        stack.alertmanagers().forEach(Part::start);

        var tally = stack.tally("both Alertmanagers killed", scene);
        assertThat(tally.expected()).isEqualTo(2);
        assertThat(tally.reasons()).isEqualTo(Map.of("alertmanager_down", 2L));
    }

    @Test
    void whatIsSilencedOrInhibitedIsRecordedWithTheReason() {
        stack.alertmanagers("/api/v2/silences").forEach(CompletenessIT::silence);
        stack.fire("silenced", 1);
        stack.fire("loud", 1);
        stack.fire("quiet", 1);
        stack.end("silenced", 1);
        stack.end("quiet", 1);
        stack.end("loud", 1);

        assertThat(stack.tally("silenced", "silenced").reasons()).isEqualTo(Map.of("silenced", 1L));
        assertThat(stack.tally("inhibited", "quiet").reasons()).isEqualTo(Map.of("inhibited", 1L));
        assertThat(stack.tally("what inhibits", "loud").reasons()).isEmpty();
        assertThat(stack.stack().monitor("audit", "completeness").out())
                .contains("inhibited")
                .contains("silenced");
    }

    private static void silence(URI silences) {
        var silence = """
                {"matchers": [{"name": "scene", "value": "sile.*", "isRegex": true}],
                "startsAt": "%s", "endsAt": "%s", "createdBy": "test", "comment": "test"}
                """.formatted(Instant.now(), Instant.now().plusSeconds(600));
        post(silences, silence);
    }

    private static void post(URI uri, String json) {
        var answer = stack.stack()
                .send(HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void whatAlertmanagerLeavesOutOfItsDeliveriesIsRecordedWithTheReason() {
        var scene = "truncated";
        stack.fire(scene, 1, 2, 3);
        await().atMost(LIMIT)
                .until(() -> stack.stack().metric("app_alert_truncated_total{mp_scope=\"application\",}") > 0
                        && stack.recorded(scene).size() == 3);
        stack.end(scene, 1, 2, 3);

        var tally = stack.tally("left out of a delivery", scene);
        assertThat(tally.expected()).isEqualTo(3);
        assertThat(tally.reasons()).containsOnlyKeys("truncated");
    }

    /** A person or a script tells Alertmanager of something that no Prometheus knows. */
    @Test
    void whatAnotherThanPrometheusTellsIsRecordedAndToldApart() {
        var scene = "foreign";
        var alert = """
                [{"labels": {"alertname": "Storm", "scene": "%s", "n": "1"}, "startsAt": "%s", "endsAt": "%s"}]
                """.formatted(scene, Instant.now(), Instant.now().plusSeconds(20));
        post(stack.stack().alertmanager("/api/v2/alerts"), alert);
        await().atMost(LIMIT).until(() -> stack.witnesses(scene, "1").contains("webhook"));

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(stack.gaps(scene))
                        .singleElement()
                        .satisfies(gap -> {
                            assertThat(gap.getString("reason")).isEqualTo("foreign");
                            assertThat(gap.getString("missing")).isEqualTo("fired");
                        }));
        assertThat(stack.witnesses(scene, "1")).doesNotContain("direct", "backfill");
    }

    @Test
    void prometheusIsKilledWhileAlertsFire() {
        var scene = "restarted";
        stack.fire(scene, 1, 2);
        await().atMost(LIMIT).until(() -> stack.recorded(scene).size() == 2);
        stack.prometheus().kill();
        stack.prometheus().start();
        stack.awaitPrometheus();
        // Each fires anew for a Prometheus that has forgotten that it fired; Alertmanager takes both firings for one.
        await().atMost(LIMIT).until(() -> stack.recorded(scene).size() == 4);
        stack.end(scene, 1, 2);

        assertThat(stack.tally("Prometheus restarted", scene).expected()).isEqualTo(4);
    }

    @Test
    void whatFlapsIsRecordedEachTime() {
        var scene = "flapping";
        for (int i = 0; i < 4; i++) {
            stack.fire(scene, 1);
            stack.end(scene, 1);
        }
        assertThat(stack.tally("flapping", scene).expected()).isEqualTo(4);
    }

    /** What Prometheus has seen counts, and it does not see all of them. */
    @Test
    void whatIsShorterThanAnEvaluationIsRecordedIfPrometheusSawIt() throws InterruptedException {
        var scene = "brief";
        for (int number = 0; number < 12; number++) {
            stack.set(scene, number % 4, true);
            Thread.sleep(400);
            stack.set(scene, number % 4, false);
        }
        stack.end(scene, 0, 1, 2, 3);
        assertThat(stack.tally("shorter than an evaluation", scene).expected()).isBetween(1, 12);
    }
}
