package dev.tocsin.alerting.review;

import dev.tocsin.alerting.upstream.Measurements;
import dev.tocsin.alerting.upstream.Samples;
import dev.tocsin.alerting.upstream.Window;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads long stretches of values, as many at once as Prometheus gives, and coarser where there would be too many.
 *
 * @param deadline after which nothing more is asked
 */
record Measured(Measurements measurements, Clock clock, Instant deadline) {

    static final int MOST_LINES = 50;

    /** All lines together; each value takes eight bytes here, and some thirty on the way. */
    static final int MOST_VALUES = 1_000_000;

    /** Prometheus gives 11,000 values of a line at most. */
    private static final int MOST_STEPS = 11_000;

    private static final int VALUES_AT_ONCE = 100_000;
    private static final int LOOKS = 50;

    /** Why values were not read. */
    static final class TooMuchException extends RuntimeException {

        private static final long serialVersionUID = 1;

        TooMuchException(String message) {
            super(message);
        }
    }

    /** The values of an expression at whole intervals, so many of them that all lines together are not too many. */
    List<Samples> of(String expression, Window window) {
        int lines = lines(expression, window);
        var step = coarse(window, lines);
        int steps = Math.max(1, Math.min(MOST_STEPS, VALUES_AT_ONCE / Math.max(1, lines)));
        return read(expression, step, steps);
    }

    /** The values of an expression at the same times as others. */
    List<Samples> like(String expression, Window window) {
        return read(expression, window, MOST_STEPS);
    }

    private int lines(String expression, Window window) {
        var looks = new Window(
                window.from(), window.to(), window.step().multipliedBy(Math.max(1, Samples.count(window) / LOOKS)));
        double most = asked("count(" + expression + ")", looks).stream()
                .flatMap(samples -> Arrays.stream(samples.values()).boxed())
                .filter(value -> !value.isNaN())
                .max(Double::compare)
                .orElse(0.0);
        if (most > MOST_LINES) {
            throw new TooMuchException("The rule measures up to " + (long) most + " lines: more than " + MOST_LINES
                    + " are not replayed.");
        }
        return (int) most;
    }

    private static Window coarse(Window window, int lines) {
        long values = (long) Samples.count(window) * Math.max(1, lines);
        long times = (values + MOST_VALUES - 1) / MOST_VALUES;
        return new Window(window.from(), window.to(), window.step().multipliedBy(Math.max(1, times)));
    }

    private List<Samples> read(String expression, Window window, int steps) {
        Map<Map<String, String>, Samples> found = new HashMap<>();
        var length = window.step().multipliedBy(steps - 1L);
        for (var from = window.from();
                !from.isAfter(window.to());
                from = from.plus(length).plus(window.step())) {
            var end = from.plus(length).isBefore(window.to()) ? from.plus(length) : window.to();
            for (var part : asked(expression, new Window(from, end, window.step()))) {
                found.computeIfAbsent(part.labels(), labels -> Samples.none(labels, window))
                        .add(part);
                if (found.size() > 2 * MOST_LINES) {
                    throw new TooMuchException(
                            "The rule measures more than " + 2 * MOST_LINES + " lines in this time.");
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    private List<Samples> asked(String expression, Window window) {
        if (clock.instant().isAfter(deadline)) {
            throw new TooMuchException("Prometheus took too long for the values of this time: choose a shorter one.");
        }
        return measurements.samples(expression, window);
    }

    /** The times at which a rule was evaluated in a period, and the wait before it. */
    static Optional<Window> window(Period period, Instant evaluatedAt, Duration interval, Duration before) {
        var from = aligned(period.from().minus(before), evaluatedAt, interval);
        var to = aligned(period.to(), evaluatedAt, interval);
        var last = to.isAfter(evaluatedAt) ? evaluatedAt : to;
        return from.isBefore(last) ? Optional.of(new Window(from, last, interval)) : Optional.empty();
    }

    private static Instant aligned(Instant at, Instant evaluatedAt, Duration interval) {
        long intervals = Math.floorDiv(Duration.between(evaluatedAt, at).toMillis(), interval.toMillis());
        return evaluatedAt.plus(interval.multipliedBy(intervals));
    }
}
