package dev.tocsin.alerting.review;

import dev.tocsin.alerting.model.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What there is to say of some episodes.
 *
 * @param open those that still fire
 * @param drills those that were judged to be a drill; whether they are in the other figures is for the review to say
 * @param unclear those that ended before they began, by a clock that was set
 * @param duration from start to end, of those that ended
 * @param toAnswer from the start to somebody's first answer, of those that somebody answered
 * @param toResolve from start to end, of those that ended after somebody had answered
 * @param byThemselves those that ended and nobody had answered
 * @param flaps those that began soon after the same alert had ended
 * @param targets empty where no answer is expected
 * @param verdicts how many have each; those that nobody judged are in none
 * @param perDay firings on each day of the period
 */
public record Figures(
        long firings,
        long open,
        long drills,
        long unclear,
        Times duration,
        Times toAnswer,
        Times toResolve,
        long byThemselves,
        long flaps,
        Optional<Targets> targets,
        Map<Verdict, Long> verdicts,
        List<Integer> perDay) {

    /** How many answers came in time; those of alerts that were over before count as neither. */
    public record Targets(long kept, long missed, long overBefore, long notYetDue) {

        public Optional<Proportion> keptOfDue() {
            return Proportion.of(kept, kept + missed);
        }
    }

    public Figures {
        verdicts = Map.copyOf(verdicts);
        perDay = List.copyOf(perDay);
    }

    /** Of those that somebody judged, drills left out; empty if nobody judged any. */
    public Optional<Proportion> falsePositives() {
        return Proportion.of(of(Verdict.FALSE_POSITIVE), judged());
    }

    /** The same of those of which nobody had to be told: false positives and noise. */
    public Optional<Proportion> needless() {
        return Proportion.of(of(Verdict.FALSE_POSITIVE) + of(Verdict.NOISE), judged());
    }

    private long judged() {
        return of(Verdict.REAL) + of(Verdict.FALSE_POSITIVE) + of(Verdict.NOISE);
    }

    private long of(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0L);
    }

    public long ended() {
        return firings - open;
    }
}
