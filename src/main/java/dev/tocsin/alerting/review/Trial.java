package dev.tocsin.alerting.review;

import dev.tocsin.alerting.audit.EpisodeHistory.Known;
import dev.tocsin.alerting.review.BackTest.Asked;
import dev.tocsin.alerting.review.BackTest.Fired;
import dev.tocsin.alerting.review.BackTest.Replayed;
import dev.tocsin.alerting.review.BackTest.Threshold;
import dev.tocsin.alerting.review.BackTests.Wish;
import dev.tocsin.alerting.review.Replay.Firing;
import dev.tocsin.alerting.review.Waits.Wait;
import dev.tocsin.alerting.upstream.Samples;
import dev.tocsin.alerting.upstream.WatchingRule;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A rule's episodes on record, beside what its evaluations would have fired with its own threshold and wait and with others. */
final class Trial {

    private static final double[] MULTIPLES = {0.5, 0.75, 0.9, 1.1, 1.25, 1.5, 2, 3, 5};
    private static final MathContext THREE_DIGITS = new MathContext(3);
    private static final int MOST_CURVES = 8;
    private static final int MOST_FIRINGS = 1000;

    /** An episode on record, in steps: from when its condition held until it fired no more. */
    private record Place(Known known, int from, int to, List<Samples> lines) {}

    private final Evaluations evaluations;
    private final WatchingRule rule;
    private final Period period;
    private final Instant now;
    private final List<Place> places;
    private final List<String> problems = new ArrayList<>();

    Trial(Evaluations evaluations, List<Known> episodes, Period period, Instant now) {
        this.evaluations = evaluations;
        this.rule = evaluations.rule();
        this.period = period;
        this.now = now;
        this.places = episodes.stream()
                .map(this::place)
                .filter(place ->
                        place.lines().stream().anyMatch(line -> evaluations.isMeasured(line, place.from(), place.to())))
                .toList();
        long uncovered = episodes.size() - places.size();
        if (uncovered > 0) {
            problems.add("Of the time of " + uncovered + " of the " + episodes.size()
                    + " episodes Prometheus has no values (any more): they are not tried.");
        }
        if (evaluations.step().compareTo(rule.interval()) > 0) {
            problems.add("The time is long: of the rule's values every " + Texts.prometheus(rule.interval())
                    + " those every " + Texts.prometheus(evaluations.step()) + " are looked at.");
        }
    }

    private Place place(Known known) {
        var past = known.past();
        var end = past.endsAt().orElse(now);
        return new Place(
                known,
                evaluations.index(past.startsAt().minus(rule.hold())),
                Math.max(evaluations.index(past.startsAt()) + 1, evaluations.index(end)),
                evaluations.linesOf(known.labels()));
    }

    List<String> problems() {
        return problems;
    }

    // ---- What was, and what would have been

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
        return !evaluations.at(firing.from()).isBefore(period.from());
    }

    private boolean isOnRecord(Samples line, Firing firing) {
        return places.stream()
                .anyMatch(place -> place.lines().contains(line) && firing.overlaps(place.from(), place.to()));
    }

    Replayed replayed() {
        var firings = evaluations.replay(OptionalDouble.empty(), rule.hold());
        long found = places.stream()
                .filter(place -> firingsAt(place, firings)
                        .anyMatch(firing -> Math.abs(firing.from()
                                        - evaluations.index(place.known().past().startsAt()))
                                <= 1))
                .count();
        return new Replayed(
                evaluations.threshold(),
                evaluations.step(),
                evaluations.step().equals(rule.interval()),
                places.size(),
                found,
                added(firings).count(),
                evaluations.lines().stream()
                        .limit(MOST_CURVES)
                        .map(evaluations::curve)
                        .toList(),
                Math.max(0, evaluations.lines().size() - MOST_CURVES));
    }

    List<Wait> waits() {
        return WaitTrial.candidates(rule.hold()).stream()
                .map(hold -> new Wait(hold, effect(evaluations.replay(OptionalDouble.empty(), hold))))
                .toList();
    }

    /** Multiples of the present one, and those that tell the episodes on record apart. */
    List<Threshold> thresholds() {
        if (evaluations.threshold().isEmpty()) {
            return List.of();
        }
        double present = evaluations.threshold().getAsDouble();
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
        values.forEach(value -> found.add(
                new Threshold(value, false, effect(evaluations.replay(OptionalDouble.of(value), rule.hold())))));
        found.add(new Threshold(present, true, effect(evaluations.replay(OptionalDouble.empty(), rule.hold()))));
        found.sort(Comparator.comparingDouble(Threshold::value));
        return found;
    }

    private static double rounded(double value) {
        return new BigDecimal(value).round(THREE_DIGITS).doubleValue();
    }

    Asked asked(Wish wish) {
        var hold = wish.hold().orElse(rule.hold());
        var firings = evaluations.replay(wish.threshold(), hold);
        return new Asked(
                wish.threshold(),
                hold,
                effect(firings),
                firings.entrySet().stream()
                        .flatMap(line -> line.getValue().stream()
                                .filter(this::beginsInPeriod)
                                .map(firing -> new Fired(
                                        evaluations.at(firing.from()),
                                        Optional.of(evaluations.at(firing.to()))
                                                .filter(end -> firing.to() < evaluations.steps()),
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

    private OptionalDouble peak(Place place) {
        return evaluations.peak(place.lines(), place.from(), place.to());
    }
}
