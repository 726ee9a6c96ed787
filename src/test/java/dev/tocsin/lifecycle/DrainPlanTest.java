package dev.tocsin.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrainPlanTest {

    @ParameterizedTest
    @CsvSource({
        // connections, window, batches, largest, duration, reconnects a second
        "0, PT3S, 0, 0, PT0S, 0",
        "1, PT3S, 1, 1, PT0.1S, 10",
        "10, PT3S, 1, 10, PT0.1S, 100",
        "11, PT3S, 2, 6, PT0.2S, 55",
        "300, PT3S, 30, 10, PT3S, 100",
        "2000, PT3S, 30, 67, PT3S, 666.6",
        "2000, PT30S, 200, 10, PT20S, 100",
        "2000, PT0S, 1, 2000, PT0.1S, 20000",
    })
    void batchesFillTheWindowAndAreNoSmallerThanNeedBe(
            int connections, Duration window, int batches, int largest, Duration duration, double rate) {
        var plan = DrainPlan.of(connections, window);

        assertThat(plan.batches()).isEqualTo(batches);
        assertThat(plan.largestBatch()).isEqualTo(largest);
        assertThat(plan.duration()).isEqualTo(duration);
        assertThat(plan.reconnectsPerSecond()).isCloseTo(rate, org.assertj.core.data.Offset.offset(0.1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 11, 299, 301, 2_000, 2_000_000})
    void everyConnectionHasABatchAndNoneIsLargerThanSaid(int connections) {
        var plan = DrainPlan.of(connections, Duration.ofSeconds(3));

        var sizes = IntStream.range(0, connections)
                .mapToObj(plan::batchOf)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(sizes).hasSize(plan.batches());
        assertThat(sizes.values()).allMatch(size -> size <= plan.largestBatch());
    }

    @Test
    void aDurationThatCannotBeIsNamed() {
        var longest = Duration.ofHours(1);
        for (var wrong : new Duration[] {Duration.ofMillis(-1), longest.plusNanos(1)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DrainSettings(wrong, longest))
                    .withMessageContaining("tocsin.lifecycle.drain-window is PT0S to PT1H");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DrainSettings(longest, wrong))
                    .withMessageContaining("tocsin.lifecycle.close-timeout is PT0S to PT1H");
        }
        var settings = new DrainSettings(longest, Duration.ZERO);
        assertThat(settings.window()).isEqualTo(longest);
        assertThat(settings.closeTimeout()).isZero();
    }
}
