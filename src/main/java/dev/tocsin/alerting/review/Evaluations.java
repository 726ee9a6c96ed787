package dev.tocsin.alerting.review;

import static java.util.stream.Collectors.joining;

import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.review.BackTest.Curve;
import dev.tocsin.alerting.review.Replay.Firing;
import dev.tocsin.alerting.upstream.Comparison;
import dev.tocsin.alerting.upstream.Samples;
import dev.tocsin.alerting.upstream.WatchingRule;
import dev.tocsin.alerting.upstream.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The evaluations of a rule in a time: what it measured at each of them, and what would have fired of that.
 *
 * @param operator empty without a comparison that has a threshold
 * @param lines as many as the rule's expression has series
 * @param limit the present threshold at each step; empty without a comparison
 */
record Evaluations(WatchingRule rule, Optional<Operator> operator, List<Samples> lines, double[] limit, Window window) {

    private static final int MOST_POINTS = 600;

    /**
     * @throws dev.tocsin.alerting.upstream.UpstreamException if Prometheus does not answer
     * @throws Measured.TooMuchException if there is too much to read
     */
    static Evaluations of(WatchingRule rule, Optional<Comparison> comparison, Measured measured, Window evaluations) {
        var lines = measured.of(comparison.map(Comparison::measured).orElse(rule.expression()), evaluations);
        if (lines.isEmpty()) {
            throw new Measured.TooMuchException("Prometheus has no values of this time (any more).");
        }
        var window =
                new Window(evaluations.from(), evaluations.to(), lines.get(0).step());
        var limit = comparison.flatMap(Comparison::limit).flatMap(text -> limit(text, measured, window));
        return new Evaluations(
                rule,
                comparison.flatMap(Comparison::comparison).flatMap(Operator::of).filter(is -> limit.isPresent()),
                limit.isPresent() || comparison.isEmpty() ? lines : measured.like(rule.expression(), window),
                limit.orElse(new double[0]),
                window);
    }

    /** Empty if it differs from line to line. */
    private static Optional<double[]> limit(String text, Measured measured, Window window) {
        try {
            var constant = new double[Samples.count(window)];
            Arrays.fill(constant, Double.parseDouble(text));
            return Optional.of(constant);
        } catch (NumberFormatException e) {
            var found = measured.like(text, window);
            return found.size() == 1 ? Optional.of(found.get(0).values()) : Optional.empty();
        }
    }

    Duration step() {
        return window.step();
    }

    int steps() {
        return Samples.count(window);
    }

    Instant at(int step) {
        return window.from().plus(step().multipliedBy(step));
    }

    /** The nearest step, which may lie outside. */
    int index(Instant at) {
        return (int) Math.round((double) Duration.between(window.from(), at).toMillis() / step().toMillis());
    }

    /** Those that an alert of these labels may be of. */
    List<Samples> linesOf(Labels labels) {
        return lines.stream().filter(line -> fits(line.labels(), labels)).toList();
    }

    private static boolean fits(Map<String, String> line, Labels labels) {
        return line.entrySet().stream()
                .allMatch(label -> labels.get(label.getKey()).equals(Optional.of(label.getValue())));
    }

    /** Whether Prometheus has a value of a line between two steps. */
    boolean isMeasured(Samples line, int from, int to) {
        return IntStream.range(Math.max(0, from), Math.min(steps(), to)).anyMatch(i -> !Double.isNaN(line.values()[i]));
    }

    /** The present one, the last that is known; empty if the rule has none. */
    OptionalDouble threshold() {
        return IntStream.range(0, limit.length)
                .map(i -> limit.length - 1 - i)
                .mapToDouble(i -> limit[i])
                .filter(value -> !Double.isNaN(value))
                .findFirst();
    }

    private IntPredicate holds(Samples line, OptionalDouble threshold) {
        var values = line.values();
        if (operator.isEmpty()) {
            return i -> !Double.isNaN(values[i]);
        }
        var is = operator.get();
        return threshold.isPresent()
                ? i -> is.holds(values[i], threshold.getAsDouble())
                : i -> is.holds(values[i], limit[i]);
    }

    /** What would have fired, on each line. */
    Map<Samples, List<Firing>> replay(OptionalDouble threshold, Duration hold) {
        var replay = Replay.of(hold, rule.keep(), step());
        var firings = new IdentityHashMap<Samples, List<Firing>>();
        lines.forEach(line -> firings.put(line, replay.run(steps(), holds(line, threshold))));
        return firings;
    }

    /** Of all stretches as long as the wait, the one whose least value is the furthest on the side that fires. */
    OptionalDouble peak(List<Samples> on, int from, int to) {
        if (operator.isEmpty()) {
            return OptionalDouble.empty();
        }
        int hold = Replay.steps(rule.hold(), step());
        OptionalDouble best = OptionalDouble.empty();
        for (var line : on) {
            for (int i = Math.max(0, from); i + hold < Math.min(steps(), to); i++) {
                double least = line.values()[i];
                for (int j = i + 1; j <= i + hold && !Double.isNaN(least); j++) {
                    least = operator.get().lessFar(least, line.values()[j]);
                }
                if (!Double.isNaN(least)) {
                    best = OptionalDouble.of(
                            best.isPresent() ? operator.get().further(best.getAsDouble(), least) : least);
                }
            }
        }
        return best;
    }

    /** For a chart: of each stretch the value that is closest to firing. */
    Curve curve(Samples line) {
        var values = new TreeMap<Instant, BigDecimal>();
        int stretch = steps() / MOST_POINTS + 1;
        for (int from = 0; from < steps(); from += stretch) {
            int furthest = -1;
            for (int i = from; i < Math.min(steps(), from + stretch); i++) {
                double value = line.values()[i];
                if (Double.isFinite(value) && (furthest < 0 || isFurther(value, line.values()[furthest]))) {
                    furthest = i;
                }
            }
            if (furthest >= 0) {
                values.put(line.at(furthest), BigDecimal.valueOf(line.values()[furthest]));
            }
        }
        return new Curve(name(line), values);
    }

    private boolean isFurther(double value, double than) {
        return operator.map(is -> is.further(value, than) != than).orElse(false);
    }

    /** The labels in which the lines differ. */
    private String name(Samples line) {
        return line.labels().entrySet().stream()
                .filter(label -> lines.stream()
                        .anyMatch(
                                other -> !label.getValue().equals(other.labels().get(label.getKey()))))
                .sorted(Map.Entry.comparingByKey())
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(joining(", "));
    }
}
