package dev.tocsin.alerting.report;

import dev.tocsin.alerting.review.Proportion;
import dev.tocsin.alerting.review.Texts;
import dev.tocsin.alerting.review.Times;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** How a figure is written; a dash where there is none. */
final class Written {

    static final String NONE = "–";

    private Written() {}

    static String share(Optional<Proportion> share) {
        return share.map(Texts::share).orElse(NONE);
    }

    static String spread(Times times, Function<Times.Spread, Duration> which) {
        return times.spread().map(which).map(Texts::duration).orElse(NONE);
    }
}
