package dev.tocsin.ops;

import dev.tocsin.alerting.review.Effect;

/**
 * What another threshold or wait would have made of the firings on record.
 *
 * @param added null where only Prometheus would know
 */
public record EffectView(long stay, long undecided, RemovedView removed, Long added) {

    /** The firings that there would not have been. */
    public record RemovedView(long all, long real, long needless, long answered) {}

    static EffectView of(Effect effect) {
        var removed = effect.removed();
        return new EffectView(
                effect.stay(),
                effect.undecided(),
                new RemovedView(removed.all(), removed.real(), removed.needless(), removed.answered()),
                effect.added().isPresent() ? effect.added().getAsLong() : null);
    }
}
