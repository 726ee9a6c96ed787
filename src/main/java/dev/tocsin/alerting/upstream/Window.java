package dev.tocsin.alerting.upstream;

import java.time.Duration;
import java.time.Instant;

/** A time that is looked at, in equal steps. */
public record Window(Instant from, Instant to, Duration step) {

    /** As many as a chart can show. */
    private static final int MOST_POINTS = 240;

    private static final Duration SHORTEST_STEP = Duration.ofSeconds(1);

    public Window {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("a window that ends before it begins: " + from + " to " + to);
        }
    }

    /** In whole seconds, as fine as a chart can show. */
    public static Window of(Instant from, Instant to) {
        var step = Duration.ofSeconds(Duration.between(from, to).toSeconds() / MOST_POINTS + 1);
        return new Window(from, to, step);
    }

    public static Window at(Instant instant) {
        return new Window(instant, instant, SHORTEST_STEP);
    }
}
