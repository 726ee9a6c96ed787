package dev.tocsin.ops;

import dev.tocsin.alerting.review.BackTest;
import dev.tocsin.alerting.review.BackTest.Asked;
import dev.tocsin.alerting.review.BackTest.Curve;
import dev.tocsin.alerting.review.BackTest.Fired;
import dev.tocsin.alerting.review.BackTest.Recorded;
import dev.tocsin.alerting.review.BackTest.Replayed;
import dev.tocsin.alerting.review.BackTest.Threshold;
import dev.tocsin.alerting.upstream.Comparison;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A back-test.
 *
 * @param rule null if Prometheus has none, or several
 * @param replay null if the record alone is known
 * @param asked null unless a threshold or a wait was asked for
 */
public record BackTestView(
        Instant now,
        Instant since,
        Instant until,
        String alert,
        RuleView rule,
        List<String> problems,
        List<EpisodeView> episodes,
        long more,
        ReplayView replay,
        List<WaitView> waits,
        List<ThresholdView> thresholds,
        AskedView asked) {

    /** The rule; what it compares is null unless its threshold could be another one. */
    public record RuleView(
            String expression,
            String measured,
            String comparison,
            double holdSeconds,
            double keepSeconds,
            double intervalSeconds) {}

    /** An episode on record; what is not known is null. */
    public record EpisodeView(
            String id,
            Instant startsAt,
            Instant endsAt,
            String severity,
            Instant answeredAt,
            String verdict,
            Double peak) {

        static EpisodeView of(Recorded recorded) {
            var past = recorded.known().past();
            return new EpisodeView(
                    recorded.known().id().toString(),
                    past.startsAt(),
                    past.endsAt().orElse(null),
                    past.severity().label(),
                    past.answer().map(answer -> answer.at()).orElse(null),
                    past.verdict().map(verdict -> verdict.label()).orElse(null),
                    number(recorded.peak()));
        }
    }

    /** The proof, and what was measured; {@code threshold} is null if the rule has none that could be another. */
    public record ReplayView(
            Double threshold,
            double stepSeconds,
            boolean exact,
            long covered,
            long found,
            long other,
            List<LineView> lines,
            int moreLines) {

        static ReplayView of(Replayed replayed) {
            return new ReplayView(
                    number(replayed.threshold()),
                    FiguresView.seconds(replayed.step()),
                    replayed.isExact(),
                    replayed.covered(),
                    replayed.found(),
                    replayed.other(),
                    replayed.curves().stream().map(BackTestView::line).toList(),
                    replayed.moreCurves());
        }
    }

    /** One threshold that was tried; {@code present} says whether it is the rule's own. */
    public record ThresholdView(double threshold, boolean present, EffectView effect) {

        static ThresholdView of(Threshold tried) {
            return new ThresholdView(tried.value(), tried.isPresent(), EffectView.of(tried.effect()));
        }
    }

    /** What was asked for; {@code threshold} is null for the rule's own. */
    public record AskedView(Double threshold, double holdSeconds, EffectView effect, List<FiringView> firings) {

        static AskedView of(Asked asked) {
            return new AskedView(
                    number(asked.threshold()),
                    FiguresView.seconds(asked.hold()),
                    EffectView.of(asked.effect()),
                    asked.firings().stream().map(FiringView::of).toList());
        }
    }

    /** A firing that there would have been; {@code to} is null if it still would fire. */
    public record FiringView(Instant from, Instant to, boolean onRecord) {

        static FiringView of(Fired fired) {
            return new FiringView(fired.from(), fired.to().orElse(null), fired.isOnRecord());
        }
    }

    static BackTestView of(String alert, BackTest test) {
        var hold = test.rule().map(rule -> rule.hold()).orElse(Duration.ZERO);
        return new BackTestView(
                test.now(),
                test.period().from(),
                test.period().to(),
                alert,
                rule(test).orElse(null),
                test.problems(),
                test.episodes().stream().map(EpisodeView::of).toList(),
                test.more(),
                test.replayed().map(ReplayView::of).orElse(null),
                test.waits().stream().map(wait -> WaitView.of(wait, hold)).toList(),
                test.thresholds().stream().map(ThresholdView::of).toList(),
                test.asked().map(AskedView::of).orElse(null));
    }

    private static Optional<RuleView> rule(BackTest test) {
        return test.rule()
                .map(rule -> new RuleView(
                        rule.expression(),
                        test.comparison().map(Comparison::measured).orElse(null),
                        test.comparison().flatMap(Comparison::comparison).orElse(null),
                        FiguresView.seconds(rule.hold()),
                        FiguresView.seconds(rule.keep()),
                        FiguresView.seconds(rule.interval())));
    }

    private static LineView line(Curve curve) {
        return new LineView(
                curve.name(),
                curve.values().entrySet().stream()
                        .map(value -> List.of(BigDecimal.valueOf(value.getKey().toEpochMilli()), value.getValue()))
                        .toList());
    }

    private static Double number(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }
}
