package dev.tocsin.alerting.review;

import dev.tocsin.alerting.audit.EpisodeHistory;
import dev.tocsin.alerting.audit.EpisodeHistory.Known;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Verdict;
import dev.tocsin.alerting.review.BackTest.Recorded;
import dev.tocsin.alerting.review.Measured.TooMuchException;
import dev.tocsin.alerting.upstream.Comparison;
import dev.tocsin.alerting.upstream.Measurements;
import dev.tocsin.alerting.upstream.UpstreamException;
import dev.tocsin.alerting.upstream.WatchingRule;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tries other thresholds and waits of one rule against what was recorded, and what Prometheus measured. */
@ApplicationScoped
public class BackTests {

    static final int MOST_EPISODES = 1000;

    /** What to try besides the usual. */
    public record Wish(OptionalDouble threshold, Optional<Duration> hold) {

        public static final Wish NONE = new Wish(OptionalDouble.empty(), Optional.empty());

        boolean isNone() {
            return threshold.isEmpty() && hold.isEmpty();
        }
    }

    private final EpisodeHistory history;
    private final Measurements measurements;
    private final Duration timeout;
    private final Clock clock;

    /** For the CDI proxy. */
    BackTests() {
        history = null;
        measurements = null;
        timeout = null;
        clock = null;
    }

    @Inject
    BackTests(
            EpisodeHistory history,
            Measurements measurements,
            @ConfigProperty(name = "tocsin.review.back-test-timeout") Duration timeout) {
        this.history = history;
        this.measurements = measurements;
        this.timeout = timeout;
        this.clock = Clock.systemUTC();
    }

    /**
     * One at a time: each holds up to a million values. Drills are left out.
     *
     * @param severity that of the rule, where several have the name
     */
    public synchronized BackTest of(String name, Optional<Severity> severity, Period period, Wish wish) {
        var now = clock.instant();
        var problems = new ArrayList<String>();
        var known = new ArrayDeque<Known>();
        long[] all = {0};
        history.read(name, period.from(), period.to(), each -> {
            if (severity.map(each.past().severity()::equals).orElse(true)
                    && each.past().verdict().filter(Verdict.DRILL::equals).isEmpty()) {
                all[0]++;
                known.addLast(each);
                if (known.size() > MOST_EPISODES) {
                    known.removeFirst();
                }
            }
        });
        var episodes = List.copyOf(known);
        var rule = rule(name, severity, problems);
        var trial = rule.flatMap(found -> trial(found, episodes, period, now, problems));
        var waits = rule.map(found -> recordedWaits(found, episodes, now)).orElse(List.of());
        return new BackTest(
                now,
                period,
                rule,
                rule.flatMap(BackTests::comparison),
                List.copyOf(problems),
                episodes.stream()
                        .map(each -> new Recorded(
                                each, trial.map(found -> found.peak(each)).orElse(OptionalDouble.empty())))
                        .toList(),
                all[0] - episodes.size(),
                trial.map(Trial::replayed),
                trial.map(Trial::waits).orElse(waits),
                trial.map(Trial::thresholds).orElse(List.of()),
                trial.filter(found -> !wish.isNone()).map(found -> found.asked(wish)));
    }

    private Optional<WatchingRule> rule(String name, Optional<Severity> severity, List<String> problems) {
        try {
            var rules = new Rules(measurements.rules());
            var rule = rules.of(name, severity);
            if (rule.isEmpty()) {
                problems.add(
                        rules.names().contains(name)
                                ? "Prometheus has several rules of this name: nothing is tried."
                                : "Prometheus has no rule of this name (any more): nothing is tried.");
            }
            return rule;
        } catch (UpstreamException e) {
            problems.add(e.getMessage() + ": its rules and values are not known, and nothing is tried.");
            return Optional.empty();
        }
    }

    /** The one that the rule makes, if it makes one only and its threshold could be another. */
    private static Optional<Comparison> comparison(WatchingRule rule) {
        var all = Comparison.of(rule.expression());
        return Optional.of(all.get(0))
                .filter(only -> all.size() == 1)
                .filter(only -> only.comparison().flatMap(Operator::of).isPresent());
    }

    private Optional<Trial> trial(
            WatchingRule rule, List<Known> episodes, Period period, Instant now, List<String> problems) {
        var window = Measured.window(period, rule.evaluatedAt(), rule.interval(), rule.hold());
        if (window.isEmpty()) {
            problems.add("Prometheus has not evaluated the rule in this time.");
            return Optional.empty();
        }
        var comparison = comparison(rule);
        if (comparison.isEmpty()) {
            problems.add("The rule is no single comparison by >, >=, < or <=: only waits are tried.");
        }
        try {
            var measured = new Measured(measurements, clock, clock.instant().plus(timeout));
            var evaluations = Evaluations.of(rule, comparison, measured, window.get());
            var trial = new Trial(evaluations, episodes, period, now);
            problems.addAll(trial.problems());
            return Optional.of(trial);
        } catch (UpstreamException | TooMuchException e) {
            problems.add(e.getMessage() + " Only longer waits are tried, by the record.");
            return Optional.empty();
        }
    }

    private static List<Waits.Wait> recordedWaits(WatchingRule rule, List<Known> episodes, Instant now) {
        var test = new WaitTrial(rule, now);
        episodes.forEach(episode -> test.add(episode.past()));
        return test.waits().tried();
    }
}
