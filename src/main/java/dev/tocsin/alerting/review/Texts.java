package dev.tocsin.alerting.review;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How proposals say what they say. */
final class Texts {

    private Texts() {}

    /** A duration as a rule has it: {@code 1h30m}; {@code 0s} for none. */
    static String prometheus(Duration duration) {
        var text = Stream.of(
                        part(duration.toHours(), "h"),
                        part(duration.toMinutesPart(), "m"),
                        part(duration.toSecondsPart(), "s"),
                        part(duration.toMillisPart(), "ms"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining());
        return text.isEmpty() ? "0s" : text;
    }

    private static Optional<String> part(long number, String unit) {
        return number == 0 ? Optional.empty() : Optional.of(number + unit);
    }

    /** What is removed of so many firings, and what speaks for it. */
    static String removed(Effect effect, long firings) {
        var removed = effect.removed();
        var missed = removed.real() == 0 ? "none that was judged real" : removed.real() + " that were judged real";
        var judged = removed.needless() == 0
                ? "none of those " + removed.all() + " was judged"
                : removed.needless() + " of those " + removed.all() + " were judged needless";
        return "removed " + removed.all() + " of " + firings + " firings, and missed " + missed + " (" + judged + ").";
    }
}
