package dev.tocsin.alerting.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendsTest {

    private static final Instant START = Instant.parse("2026-01-31T03:00:00Z");

    private final Trends trends = new Trends();

    private static Condition condition(int instance, int evaluation, double value) {
        var labels = Labels.of(Map.of("alertname", "HighMemoryUsage", "instance", "app-" + instance));
        return new Condition(labels, Map.of(), true, START, Duration.ZERO, START.plusSeconds(15L * evaluation), value);
    }

    private List<Double> valuesOf(int instance) {
        return trends.all().get(condition(instance, 0, 0).labels().fingerprint());
    }

    @Test
    void anEvaluationCountsOnceHoweverOftenItIsRead() {
        trends.add(List.of(condition(1, 0, 80)));
        trends.add(List.of(condition(1, 0, 80)));
        trends.add(List.of(condition(1, 1, 85)));
        assertThat(valuesOf(1)).containsExactly(80.0, 85.0);
    }

    @Test
    void theLastOnesAreKept() {
        IntStream.range(0, 100).forEach(i -> trends.add(List.of(condition(1, i, i))));
        assertThat(valuesOf(1)).hasSize(Trends.MOST_VALUES).startsWith(70.0).endsWith(99.0);
    }

    @Test
    void whatNoLongerHoldsIsForgotten() {
        trends.add(List.of(condition(1, 0, 1), condition(2, 0, 2)));
        trends.add(List.of(condition(2, 1, 2)));
        assertThat(trends.all()).hasSize(1);
        assertThat(valuesOf(2)).containsExactly(2.0, 2.0);
    }

    @Test
    void whatIsNoNumberForAChartIsLeftOut() {
        trends.add(List.of(condition(1, 0, Double.NaN), condition(2, 0, Double.POSITIVE_INFINITY)));
        assertThat(trends.all()).isEmpty();
    }

    @Test
    void thereAreOnlySoMany() {
        trends.add(IntStream.range(0, Trends.MOST_CONDITIONS + 10)
                .mapToObj(i -> condition(i, 0, i))
                .toList());
        assertThat(trends.all()).hasSize(Trends.MOST_CONDITIONS);
    }
}
