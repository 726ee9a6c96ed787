package dev.tocsin.alerting.review;

import dev.tocsin.alerting.audit.EpisodeHistory.Past;
import dev.tocsin.alerting.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Counts episodes, one after the other. */
final class Tally {

    private final Instant now;
    private final int[] perDay;
    private final LongStream.Builder durations = LongStream.builder();
    private final LongStream.Builder toAnswer = LongStream.builder();
    private final LongStream.Builder toResolve = LongStream.builder();
    private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    private final long[] outcomes = new long[Target.Outcome.values().length];
    private long firings;
    private long open;
    private long unclear;
    private long byThemselves;
    private long flaps;
    private long due;

    Tally(Instant now, int days) {
        this.now = now;
        this.perDay = new int[days];
    }

    /**
     * @param day on which it began
     * @param isFlap whether the same alert had ended shortly before
     */
    void add(Past past, int day, boolean isFlap) {
        firings++;
        perDay[day]++;
        flaps += isFlap ? 1 : 0;
        past.verdict().ifPresent(verdict -> verdicts.merge(verdict, 1L, Long::sum));
        Target.of(past.severity()).ifPresent(target -> {
            due++;
            outcomes[Target.outcome(past, target, now).ordinal()]++;
        });
        past.answer().ifPresent(answer -> toAnswer.add(Math.max(0, millis(past.startsAt(), answer.at()))));
        if (past.endsAt().isEmpty()) {
            open++;
            return;
        }
        var end = past.endsAt().get();
        boolean isAnswered =
                past.answer().filter(answer -> !answer.at().isAfter(end)).isPresent();
        byThemselves += isAnswered ? 0 : 1;
        if (end.isBefore(past.startsAt())) {
            unclear++;
            return;
        }
        durations.add(millis(past.startsAt(), end));
        if (isAnswered) {
            toResolve.add(millis(past.startsAt(), end));
        }
    }

    /** A drill that is not to be in the figures is counted all the same. */
    void addDrill() {
        verdicts.merge(Verdict.DRILL, 1L, Long::sum);
    }

    /** What it comes to; to be called once. */
    Figures figures() {
        return new Figures(
                firings,
                open,
                verdicts.getOrDefault(Verdict.DRILL, 0L),
                unclear,
                Times.of(durations.build()),
                Times.of(toAnswer.build()),
                Times.of(toResolve.build()),
                byThemselves,
                flaps,
                due == 0
                        ? Optional.empty()
                        : Optional.of(new Figures.Targets(
                                outcomes[Target.Outcome.KEPT.ordinal()],
                                outcomes[Target.Outcome.MISSED.ordinal()],
                                outcomes[Target.Outcome.OVER_BEFORE.ordinal()],
                                outcomes[Target.Outcome.NOT_YET_DUE.ordinal()])),
                verdicts,
                Arrays.stream(perDay).boxed().toList());
    }

    private static long millis(Instant from, Instant to) {
        return Duration.between(from, to).toMillis();
    }
}
