package dev.tocsin.alerting.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.audit.EpisodeHistory.Known;
import dev.tocsin.alerting.audit.EpisodeHistory.Past;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Verdict;
import dev.tocsin.alerting.review.BackTests.Wish;
import dev.tocsin.alerting.upstream.Samples;
import dev.tocsin.alerting.upstream.WatchingRule;
import dev.tocsin.alerting.upstream.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrialTest {

    private static final Duration STEP = Duration.ofSeconds(15);
    private static final Instant FROM = Instant.parse("2026-11-16T00:00:07.250Z");

    /** Lines of values, and the episodes that Prometheus would have made of them. */
    private static final class Scene {
        private final Operator operator;
        private final double threshold;
        private final WatchingRule rule;
        private final List<Samples> lines = new ArrayList<>();
        private final List<Known> episodes = new ArrayList<>();
        private final int steps;

        Scene(Operator operator, double threshold, int hold, int keep, double[]... lines) {
            this.operator = operator;
            this.threshold = threshold;
            this.steps = lines[0].length;
            this.rule = new WatchingRule(
                    "A",
                    "a > 1",
                    Map.of("severity", "warning"),
                    STEP.multipliedBy(hold),
                    STEP.multipliedBy(keep),
                    STEP,
                    at(steps),
                    "",
                    List.of());
            for (int i = 0; i < lines.length; i++) {
                var own = Map.of("instance", "i" + i);
                this.lines.add(new Samples(own, FROM, STEP, lines[i]));
                var condition = new boolean[steps];
                for (int j = 0; j < steps; j++) {
                    condition[j] = operator.holds(lines[i][j], threshold);
                }
                for (var firing : PlainRule.firings(condition, hold, keep)) {
                    var labels = Labels.of(Map.of("alertname", "A", "severity", "warning", "instance", "i" + i));
                    episodes.add(new Known(
                            new EpisodeId(labels.fingerprint(), at(firing.from())),
                            labels,
                            new Past(
                                    i,
                                    "A",
                                    Severity.WARNING,
                                    at(firing.from()),
                                    firing.to() == steps ? Optional.empty() : Optional.of(at(firing.to())),
                                    Optional.empty(),
                                    Optional.of(Verdict.NOISE))));
                }
            }
        }

        static Instant at(int step) {
            return FROM.plus(STEP.multipliedBy(step));
        }

        Trial trial() {
            var limit = new double[steps];
            Arrays.fill(limit, threshold);
            var window = new Window(FROM, at(steps - 1), STEP);
            var period = new Period(FROM, at(steps), ZoneOffset.UTC);
            return new Trial(
                    new Evaluations(rule, Optional.of(operator), lines, limit, window), episodes, period, at(steps));
        }
    }

    private static double[] someLine(Random random, int steps) {
        var values = new double[steps];
        double value = random.nextInt(10);
        for (int i = 0; i < steps; i++) {
            value = random.nextInt(4) == 0 ? random.nextInt(10) : value;
            values[i] = random.nextInt(25) == 0 ? Double.NaN : value;
        }
        return values;
    }

    private static Scene someScene(Random random) {
        var operator = Operator.values()[random.nextInt(Operator.values().length)];
        return new Scene(
                operator,
                1 + random.nextInt(8),
                random.nextInt(5),
                random.nextInt(4),
                someLine(random, 80),
                someLine(random, 80));
    }

    /** Whatever was measured, and whatever the rule: with its own threshold and wait it does what it did. */
    @Test
    void theReplayAtThePresentGivesTheRecordBack() {
        var random = new Random(7);
        for (int round = 0; round < 500; round++) {
            var scene = someScene(random);
            var trial = scene.trial();
            int episodes = scene.episodes.size();
            var proof = trial.replayed();

            assertThat(List.of(proof.covered(), proof.found(), proof.other()))
                    .as("round %d", round)
                    .containsExactly((long) episodes, (long) episodes, 0L);
            var present = new ArrayList<Effect>();
            trial.thresholds().stream()
                    .filter(BackTest.Threshold::isPresent)
                    .forEach(tried -> present.add(tried.effect()));
            trial.waits().stream()
                    .filter(tried -> tried.hold().equals(scene.rule.hold()))
                    .forEach(tried -> present.add(tried.effect()));
            assertThat(present).hasSize(2).allSatisfy(effect -> {
                assertThat(effect.stay()).isEqualTo(episodes);
                assertThat(effect.removed().all()).isZero();
                assertThat(effect.undecided()).isZero();
                assertThat(effect.added()).hasValue(0);
            });
        }
    }

    /** What the page reckons while somebody drags the threshold is what the replay says: for all that are stricter. */
    @Test
    void anEpisodeStaysExactlyWhileItsPeakIsBeyondTheThreshold() {
        var random = new Random(8);
        for (int round = 0; round < 300; round++) {
            var scene = someScene(random);
            var trial = scene.trial();
            for (double step = 0.5; step < 9; step += 0.5) {
                boolean isUpwards = scene.operator == Operator.ABOVE || scene.operator == Operator.AT_LEAST;
                double stricter = scene.threshold + (isUpwards ? step : -step);
                var asked = trial.asked(new Wish(OptionalDouble.of(stricter), Optional.empty()));
                long byPeak = scene.episodes.stream()
                        .filter(episode ->
                                scene.operator.holds(trial.peak(episode).orElseThrow(), stricter))
                        .count();

                assertThat(asked.effect().stay())
                        .as("round %d, %s", round, stricter)
                        .isEqualTo(byPeak);
                assertThat(asked.effect().added()).hasValue(0);
                assertThat(asked.effect().stay()
                                + asked.effect().removed().all()
                                + asked.effect().undecided())
                        .isEqualTo(scene.episodes.size());
            }
        }
    }

    /**
     * Above 10 for 2 steps: 12 for three steps (peak 12, fires at the third), 20 for one (pending only), 15 15 11 15 15 15 for six
     * (peak 15). 10 is not above 10. With 13 the first goes; with 10 and no wait the pending one is added.
     */
    @Test
    void byHand() {
        double[] values = {0, 12, 12, 12, 0, 0, 20, 0, 0, 15, 15, 11, 15, 15, 15, 0, 10, 10, 10};
        var scene = new Scene(Operator.ABOVE, 10, 2, 0, values);
        var trial = scene.trial();

        assertThat(scene.episodes)
                .extracting(episode -> trial.peak(episode).orElseThrow())
                .containsExactly(12.0, 15.0);
        var stricter = trial.asked(new Wish(OptionalDouble.of(13), Optional.empty()));
        assertThat(stricter.effect().stay()).isEqualTo(1);
        assertThat(stricter.effect().removed()).isEqualTo(new Effect.Removed(1, 0, 1, 0));
        assertThat(stricter.firings()).singleElement().satisfies(firing -> {
            assertThat(firing.from()).isEqualTo(Scene.at(14));
            assertThat(firing.to()).contains(Scene.at(15));
            assertThat(firing.isOnRecord()).isTrue();
        });
        var sooner = trial.asked(new Wish(OptionalDouble.empty(), Optional.of(Duration.ZERO)));
        assertThat(sooner.effect().stay()).isEqualTo(2);
        assertThat(sooner.effect().added()).hasValue(1);
        assertThat(trial.waits())
                .filteredOn(tried -> tried.hold().equals(Duration.ofSeconds(60)))
                .singleElement()
                .satisfies(tried -> assertThat(tried.effect().removed().all()).isEqualTo(1));
    }

    @Test
    void whatPrometheusHasForgottenIsNotTried() {
        double[] values = {12, 12, 0, 12, 12, 0};
        var scene = new Scene(Operator.ABOVE, 10, 0, 0, values);
        Arrays.fill(values, 0, 3, Double.NaN);
        var trial = scene.trial();

        assertThat(trial.replayed().covered()).isEqualTo(1);
        assertThat(trial.problems()).singleElement().asString().contains("1 of the 2 episodes");
        assertThat(trial.peak(scene.episodes.get(0))).isEmpty();
    }
}
