package dev.tocsin.alerting.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.upstream.AlertRule;
import dev.tocsin.alerting.upstream.AlertSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FiringTest {

    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final Labels LABELS = Labels.of(Map.of("alertname", "Test"));

    private final TreeMap<Instant, Instant> samples = new TreeMap<>();

    private static Instant second(double second) {
        return Instant.ofEpochMilli(1_700_000_000_000L + Math.round(second * 1000));
    }

    private void sample(double at, double activeAt) {
        samples.put(second(at), second(activeAt));
    }

    private static Firing firing(double activeAt, double first, double last) {
        return new Firing(LABELS, second(activeAt), second(first), second(last));
    }

    private void areTaken(Firing... firings) {
        assertThat(Firing.of(new AlertSeries(LABELS, samples), INTERVAL)).containsExactly(firings);
    }

    @Test
    void aFiringLastsFromItsFirstSampleToItsLast() {
        sample(30.5, 0);
        sample(45.5, 0);
        sample(60.5, 0);
        areTaken(firing(0, 30.5, 60.5));
    }

    @Test
    void whatIsGoneForOneEvaluationFiresAnew() {
        sample(0.5, 0);
        sample(30.5, 30);
        areTaken(firing(0, 0.5, 0.5), firing(30, 30.5, 30.5));
    }

    @Test
    void anEvaluationThatWasMissedEndsNothing() {
        sample(0.5, 0);
        sample(30.5, 0);
        areTaken(firing(0, 0.5, 30.5));
    }

    @Test
    void aRestartThatRestoresTheTimeOfActivityBeginsAnotherFiring() {
        sample(0.5, -600);
        sample(45.5, -600);
        areTaken(firing(-600, 0.5, 0.5), firing(-600, 45.5, 45.5));
    }

    @Test
    void aQuickRestartLeavesNoGapAndBeginsAnotherFiring() {
        sample(0.5, 0);
        sample(15.5, 15);
        areTaken(firing(0, 0.5, 0.5), firing(15, 15.5, 15.5));
    }

    @Test
    void theFirstSampleIsTheStartUnlessARestartHidIt() {
        var rule = new AlertRule(INTERVAL, Duration.ofMinutes(1), Map.of());
        assertThat(firing(0, 60.9, 90).isExact(rule)).isTrue();
        assertThat(firing(0, 75.9, 90).isExact(rule)).isTrue();
        assertThat(firing(0, 76, 90).isExact(rule)).isFalse();
    }

    @Test
    void itsStartLiesBehindTheFiringBefore() {
        var firing = firing(0, 60.5, 90.5);
        assertThat(firing.earliestStart(Instant.EPOCH)).isEqualTo(second(0));
        assertThat(firing.earliestStart(second(45.5))).isEqualTo(second(45.5));
        assertThat(firing.latestStart(INTERVAL)).isEqualTo(second(75.499));
    }
}
