package dev.tocsin.alerting.review;

import dev.tocsin.alerting.audit.EpisodeHistory.Past;
import dev.tocsin.alerting.model.Verdict;
import java.util.OptionalLong;

/** Counts what becomes of the firings on record. */
final class EffectCount {

    private long stay;
    private long undecided;
    private long removed;
    private long real;
    private long needless;
    private long answered;

    void stays() {
        stay++;
    }

    void isUndecided() {
        undecided++;
    }

    void isRemoved(Past past) {
        removed++;
        real += past.verdict().filter(verdict -> verdict == Verdict.REAL).isPresent() ? 1 : 0;
        needless += past.verdict()
                        .filter(verdict -> verdict == Verdict.FALSE_POSITIVE || verdict == Verdict.NOISE)
                        .isPresent()
                ? 1
                : 0;
        answered += past.answer().isPresent() ? 1 : 0;
    }

    Effect effect(OptionalLong added) {
        return new Effect(stay, undecided, new Effect.Removed(removed, real, needless, answered), added);
    }
}
