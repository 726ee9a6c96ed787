package dev.tocsin.alerting.review;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How figures are said. */
public final class Texts {

    private Texts() {}

    /** A duration as a rule has it: {@code 1h30m}; {@code 0s} for none. */
    public static String prometheus(Duration duration) {
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

    /** The two largest units of a duration, such as {@code 3 h 20 min}. */
    public static String duration(Duration duration) {
        if (duration.toMinutes() == 0) {
            return (duration.toMillis() + 500) / 1000 + " s";
        }
        if (duration.toHours() == 0) {
            return duration.toMinutes() + " min" + rest(duration.toSecondsPart(), " s");
        }
        return duration.toDays() == 0
                ? duration.toHours() + " h" + rest(duration.toMinutesPart(), " min")
                : duration.toDays() + " d" + rest(duration.toHoursPart(), " h");
    }

    private static String rest(int number, String unit) {
        return number == 0 ? "" : " " + number + unit;
    }

    /** A number with no more digits than it needs. */
    public static String number(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** A share and its interval: {@code 31 of 34, 91 % (77 to 97 %)}. */
    public static String share(Proportion proportion) {
        return String.format(
                Locale.ROOT,
                "%d of %d, %.0f %% (%.0f to %.0f %%)",
                proportion.count(),
                proportion.of(),
                100 * proportion.share(),
                100 * proportion.low(),
                100 * proportion.high());
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
