package dev.tocsin.alerting.review;

import static java.util.stream.Collectors.joining;

import dev.tocsin.alerting.audit.EpisodeHistory.Known;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.review.BackTest.Asked;
import dev.tocsin.alerting.review.BackTest.Curve;
import dev.tocsin.alerting.review.BackTest.Fired;
import dev.tocsin.alerting.review.BackTest.Replayed;
import dev.tocsin.alerting.review.BackTest.Threshold;
import dev.tocsin.alerting.review.BackTests.Wish;
import dev.tocsin.alerting.review.Replay.Firing;
import dev.tocsin.alerting.review.Waits.Wait;
import dev.tocsin.alerting.upstream.Comparison;
import dev.tocsin.alerting.upstream.Samples;
import dev.tocsin.alerting.upstream.WatchingRule;
import dev.tocsin.alerting.upstream.Window;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One rule, replayed on what Prometheus measured, with its own threshold and wait and with others. */
final class Trial {

    private static final double[] MULTIPLES = {0.5, 0.75, 0.9, 1.1, 1.25, 1.5, 2, 3, 5};
    private static final MathContext THREE_DIGITS = new MathContext(3);
    private static final int MOST_CURVES = 8;
    private static final int MOST_POINTS = 600;
    private static final int MOST_FIRINGS = 1000;

    /** An episode on record, in steps: from when its condition held until it fired no more. */
    private record Place(Known known, int from, int to, List<Samples> lines) {}

    private final WatchingRule rule;
    private final Optional<Operator> operator;
    private final Window window;
    private final Period period;
    private final Instant now;
    private final List<Samples> lines;

    /** The present threshold at each step; empty without a comparison. */
    private final double[] limit;

    private final List<Place> places;
    private final List<String> problems = new ArrayList<>();
    private final long uncovered;

    Trial(
            WatchingRule rule,
            Optional<Operator> operator,
            List<Samples> lines,
            double[] limit,
            Window window,
            List<Known> episodes,
            Period period,
            Instant now) {
        this.rule = rule;
        this.operator = operator;
        this.lines = lines;
        this.limit = limit;
        this.window = window;
        this.period = period;
        this.now = now;
        this.places = episodes.stream()
                .map(this::place)
                .filter(place -> place.lines().stream().anyMatch(line -> isCovered(line, place)))
                .toList();
        this.uncovered = episodes.size() - places.size();
        if (uncovered > 0) {
            problems.add("Of the time of " + uncovered + " of the " + episodes.size()
                    + " episodes Prometheus has no values (any more): they are not tried.");
        }
        if (step().compareTo(rule.interval()) > 0) {
            problems.add("The time is long: of the rule's values every " + Texts.prometheus(rule.interval())
                    + " those every " + Texts.prometheus(step()) + " are looked at.");
        }
    }

    /**
     * @throws dev.tocsin.alerting.upstream.UpstreamException if Prometheus does not answer
     * @throws Measured.TooMuchException if there is too much to read
     */
    static Trial of(
            WatchingRule rule,
            Optional<Comparison> comparison,
            Measured measured,
            Window evaluations,
            List<Known> episodes,
            Period period,
            Instant now) {
        var lines = measured.of(comparison.map(Comparison::measured).orElse(rule.expression()), evaluations);
        if (lines.isEmpty()) {
            throw new Measured.TooMuchException("Prometheus has no values of this time (any more).");
        }
        var window =
                new Window(evaluations.from(), evaluations.to(), lines.get(0).step());
        var limit = comparison.flatMap(Comparison::limit).flatMap(text -> limit(text, measured, window));
        return new Trial(
                rule,
                comparison.flatMap(Comparison::comparison).flatMap(Operator::of).filter(is -> limit.isPresent()),
                limit.isPresent() || comparison.isEmpty() ? lines : measured.like(rule.expression(), window),
                limit.orElse(new double[0]),
                window,
                episodes,
                period,
                now);
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

    private Duration step() {
        return window.step();
    }

    private int steps() {
        return Samples.count(window);
    }

    private Place place(Known known) {
        var past = known.past();
        var end = past.endsAt().orElse(now);
        return new Place(
                known,
                index(past.startsAt().minus(rule.hold())),
                Math.max(index(past.startsAt()) + 1, index(end)),
                lines.stream()
                        .filter(line -> fits(line.labels(), known.labels()))
                        .toList());
    }

    /** The nearest step, which may lie outside. */
    private int index(Instant at) {
        return (int) Math.round((double) Duration.between(window.from(), at).toMillis() / step().toMillis());
    }

    private static boolean fits(Map<String, String> line, Labels labels) {
        return line.entrySet().stream()
                .allMatch(label -> labels.get(label.getKey()).equals(Optional.of(label.getValue())));
    }

    private boolean isCovered(Samples line, Place place) {
        return IntStream.range(Math.max(0, place.from()), Math.min(steps(), place.to()))
                .anyMatch(i -> !Double.isNaN(line.values()[i]));
    }

    List<String> problems() {
        return problems;
    }

    // ---- What was, and what would have been

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

    private Map<Samples, List<Firing>> replay(OptionalDouble threshold, Duration hold) {
        var replay = Replay.of(hold, rule.keep(), step());
        var firings = new IdentityHashMap<Samples, List<Firing>>();
        lines.forEach(line -> firings.put(line, replay.run(steps(), holds(line, threshold))));
        return firings;
    }

    private Effect effect(Map<Samples, List<Firing>> firings) {
        var count = new EffectCount();
        for (var place : places) {
            if (firingsAt(place, firings).findAny().isPresent()) {
                count.stays();
            } else if (place.known().past().endsAt().isEmpty()) {
                count.isUndecided();
            } else {
                count.isRemoved(place.known().past());
            }
        }
        return count.effect(OptionalLong.of(added(firings).count()));
    }

    private static Stream<Firing> firingsAt(Place place, Map<Samples, List<Firing>> firings) {
        return place.lines().stream()
                .flatMap(line -> firings.get(line).stream())
                .filter(firing -> firing.overlaps(place.from(), place.to()));
    }

    private Stream<Firing> added(Map<Samples, List<Firing>> firings) {
        return firings.entrySet().stream()
                .flatMap(line -> line.getValue().stream()
                        .filter(this::beginsInPeriod)
                        .filter(firing -> !isOnRecord(line.getKey(), firing)));
    }

    private boolean beginsInPeriod(Firing firing) {
        return !at(firing.from()).isBefore(period.from());
    }

    private boolean isOnRecord(Samples line, Firing firing) {
        return places.stream()
                .anyMatch(place -> place.lines().contains(line) && firing.overlaps(place.from(), place.to()));
    }

    private Instant at(int step) {
        return window.from().plus(step().multipliedBy(step));
    }

    Replayed replayed() {
        var firings = replay(OptionalDouble.empty(), rule.hold());
        long found = places.stream()
                .filter(place -> firingsAt(place, firings)
                        .anyMatch(firing -> Math.abs(firing.from()
                                        - index(place.known().past().startsAt()))
                                <= 1))
                .count();
        return new Replayed(
                threshold(),
                step(),
                step().equals(rule.interval()),
                places.size(),
                found,
                added(firings).count(),
                lines.stream().limit(MOST_CURVES).map(this::curve).toList(),
                Math.max(0, lines.size() - MOST_CURVES));
    }

    /** The last that is known. */
    private OptionalDouble threshold() {
        return IntStream.range(0, limit.length)
                .map(i -> limit.length - 1 - i)
                .mapToDouble(i -> limit[i])
                .filter(value -> !Double.isNaN(value))
                .findFirst();
    }

    List<Wait> waits() {
        return WaitTrial.candidates(rule.hold()).stream()
                .map(hold -> new Wait(hold, effect(replay(OptionalDouble.empty(), hold))))
                .toList();
    }

    /** Multiples of the present one, and those that tell the episodes on record apart. */
    List<Threshold> thresholds() {
        if (operator.isEmpty() || threshold().isEmpty()) {
            return List.of();
        }
        double present = threshold().getAsDouble();
        var values = new TreeSet<Double>();
        for (double multiple : MULTIPLES) {
            values.add(rounded(present * multiple));
        }
        var peaks = places.stream()
                .flatMapToDouble(place -> peak(place).stream())
                .sorted()
                .toArray();
        for (int i = 1; i < 4 && peaks.length > 3; i++) {
            values.add(rounded(peaks[peaks.length * i / 4]));
        }
        values.remove(present);
        var found = new ArrayList<Threshold>();
        values.forEach(value ->
                found.add(new Threshold(value, false, effect(replay(OptionalDouble.of(value), rule.hold())))));
        found.add(new Threshold(present, true, effect(replay(OptionalDouble.empty(), rule.hold()))));
        found.sort(Comparator.comparingDouble(Threshold::value));
        return found;
    }

    private static double rounded(double value) {
        return new BigDecimal(value).round(THREE_DIGITS).doubleValue();
    }

    Asked asked(Wish wish) {
        var hold = wish.hold().orElse(rule.hold());
        var firings = replay(operator.isPresent() ? wish.threshold() : OptionalDouble.empty(), hold);
        return new Asked(
                wish.threshold(),
                hold,
                effect(firings),
                firings.entrySet().stream()
                        .flatMap(line -> line.getValue().stream()
                                .filter(this::beginsInPeriod)
                                .map(firing -> new Fired(
                                        at(firing.from()),
                                        Optional.of(at(firing.to())).filter(end -> firing.to() < steps()),
                                        isOnRecord(line.getKey(), firing))))
                        .sorted(Comparator.comparing(Fired::from))
                        .limit(MOST_FIRINGS)
                        .toList());
    }

    OptionalDouble peak(Known known) {
        return places.stream()
                .filter(place -> place.known() == known)
                .findFirst()
                .map(this::peak)
                .orElse(OptionalDouble.empty());
    }

    /** Of all stretches as long as the wait, the one whose least value is the furthest on the side that fires. */
    private OptionalDouble peak(Place place) {
        if (operator.isEmpty()) {
            return OptionalDouble.empty();
        }
        int hold = Replay.steps(rule.hold(), step());
        OptionalDouble best = OptionalDouble.empty();
        for (var line : place.lines()) {
            for (int i = Math.max(0, place.from()); i + hold < Math.min(steps(), place.to()); i++) {
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

    private Curve curve(Samples line) {
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
