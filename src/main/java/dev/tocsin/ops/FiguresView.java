package dev.tocsin.ops;

import dev.tocsin.alerting.model.Verdict;
import dev.tocsin.alerting.review.Figures;
import dev.tocsin.alerting.review.Proportion;
import dev.tocsin.alerting.review.Times;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The figures of some episodes.
 *
 * @param targets null where no answer is expected, as are {@code falsePositives} and {@code needless} where nobody judged
 */
public record FiguresView(
        long firings,
        long open,
        long drills,
        TimesView duration,
        TimesView toAnswer,
        TimesView toResolve,
        long byThemselves,
        long flaps,
        TargetsView targets,
        Map<String, Long> verdicts,
        ProportionView falsePositives,
        ProportionView needless,
        List<Integer> perDay) {

    /** How long something took, in seconds; of nothing only {@code count} and {@code counts} are there. */
    public record TimesView(
            long count,
            double total,
            Double mean,
            Double median,
            Double p90,
            Double p95,
            Double longest,
            List<Long> counts) {

        static TimesView of(Times times) {
            var spread = times.spread();
            return new TimesView(
                    times.count(),
                    seconds(times.total()),
                    spread.map(Times.Spread::mean).map(FiguresView::seconds).orElse(null),
                    spread.map(Times.Spread::median).map(FiguresView::seconds).orElse(null),
                    spread.map(Times.Spread::p90).map(FiguresView::seconds).orElse(null),
                    spread.map(Times.Spread::p95).map(FiguresView::seconds).orElse(null),
                    spread.map(Times.Spread::longest).map(FiguresView::seconds).orElse(null),
                    times.counts());
        }
    }

    /** A share from 0 to 1, and the ends of its interval. */
    public record ProportionView(long count, long of, double share, double low, double high) {

        static ProportionView of(Proportion proportion) {
            return new ProportionView(
                    proportion.count(), proportion.of(), proportion.share(), proportion.low(), proportion.high());
        }
    }

    /** What became of the answers that were due; {@code share} is null if none was. */
    public record TargetsView(long kept, long missed, long overBefore, long notYetDue, ProportionView share) {

        static TargetsView of(Figures.Targets targets) {
            return new TargetsView(
                    targets.kept(),
                    targets.missed(),
                    targets.overBefore(),
                    targets.notYetDue(),
                    targets.keptOfDue().map(ProportionView::of).orElse(null));
        }
    }

    static FiguresView of(Figures figures) {
        var verdicts = new TreeMap<String, Long>();
        Arrays.stream(Verdict.values())
                .forEach(verdict ->
                        verdicts.put(verdict.label(), figures.verdicts().getOrDefault(verdict, 0L)));
        return new FiguresView(
                figures.firings(),
                figures.open(),
                figures.drills(),
                TimesView.of(figures.duration()),
                TimesView.of(figures.toAnswer()),
                TimesView.of(figures.toResolve()),
                figures.byThemselves(),
                figures.flaps(),
                figures.targets().map(TargetsView::of).orElse(null),
                verdicts,
                figures.falsePositives().map(ProportionView::of).orElse(null),
                figures.needless().map(ProportionView::of).orElse(null),
                figures.perDay());
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
