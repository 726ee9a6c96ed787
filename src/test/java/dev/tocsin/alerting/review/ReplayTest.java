package dev.tocsin.alerting.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.review.Replay.Firing;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {

    private static List<Firing> run(String condition, int hold, int keep) {
        return new Replay(hold, keep).run(condition.length(), i -> condition.charAt(i) == '#');
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                // condition, hold, keep, firings: active-from-to
                "...........,  0, 0, none",
                "..##..#....,  0, 0, 2-2-4 6-6-7",
                "..##..#....,  1, 0, 2-3-4",
                "..##..#....,  2, 0, none",
                "..####.....,  3, 0, 2-5-6",
                "..##.......,  0, 3, 2-2-7",
                "..##.#.....,  1, 2, 2-3-8",
                "..##..##...,  1, 1, 2-3-5 6-7-9",
                "..##..##...,  1, 2, 2-3-10",
                "..##..##...,  1, 3, 2-3-11",
                ".......####,  0, 0, 7-7-11",
                "###########, 10, 0, 0-10-11",
            })
    void firesAsPrometheusDoes(String condition, int hold, int keep, String firings) {
        var expected = firings == null ? List.<String>of() : List.of(firings.split(" "));
        assertThat(run(condition, hold, keep))
                .extracting(firing -> firing.activeAt() + "-" + firing.from() + "-" + firing.to())
                .containsExactlyElementsOf(expected);
    }

    @Test
    void stepsAreThoseUntilATimeIsOver() {
        var step = Duration.ofSeconds(15);
        assertThat(Replay.steps(Duration.ofMinutes(1), step)).isEqualTo(4);
        assertThat(Replay.steps(Duration.ofSeconds(61), step)).isEqualTo(5);
        assertThat(Replay.steps(Duration.ZERO, step)).isZero();
    }

    @Test
    void whateverTheConditionDoesBothSayTheSame() {
        var random = new Random(1);
        for (int round = 0; round < 5000; round++) {
            var condition = new boolean[60];
            double change = random.nextDouble();
            for (int i = 1; i < condition.length; i++) {
                condition[i] = condition[i - 1] != (random.nextDouble() < change);
            }
            int hold = random.nextInt(6);
            int keep = random.nextInt(6);
            assertThat(new Replay(hold, keep).run(condition.length, i -> condition[i]))
                    .as("hold %d, keep %d", hold, keep)
                    .isEqualTo(PlainRule.firings(condition, hold, keep));
        }
    }
}
