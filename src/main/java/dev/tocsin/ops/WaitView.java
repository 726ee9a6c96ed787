package dev.tocsin.ops;

import dev.tocsin.alerting.review.Waits;
import java.time.Duration;
import java.util.List;

/** One wait that was tried; {@code present} says whether it is the rule's own. */
public record WaitView(double holdSeconds, boolean present, EffectView effect) {

    static List<WaitView> of(Waits waits) {
        return waits.tried().stream().map(wait -> of(wait, waits.present())).toList();
    }

    static WaitView of(Waits.Wait wait, Duration present) {
        return new WaitView(
                FiguresView.seconds(wait.hold()), wait.hold().equals(present), EffectView.of(wait.effect()));
    }
}
