package dev.tocsin.alerting.review;

import dev.tocsin.alerting.audit.EpisodeHistory;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Verdict;
import dev.tocsin.alerting.upstream.Measurements;
import dev.tocsin.alerting.upstream.UpstreamException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reviews a period: the record is read once, and Prometheus asked for what only it knows. */
@ApplicationScoped
public class Reviews {

    private final EpisodeHistory history;
    private final Measurements measurements;
    private final Deliveries deliveries;
    private final Clock clock;
    private final Duration flapWithin;
    private final int mostEpisodes;

    /** For the CDI proxy. */
    Reviews() {
        history = null;
        measurements = null;
        deliveries = null;
        clock = null;
        flapWithin = null;
        mostEpisodes = 0;
    }

    @Inject
    Reviews(
            EpisodeHistory history,
            Measurements measurements,
            Deliveries deliveries,
            @ConfigProperty(name = "tocsin.review.flap-within") Duration flapWithin,
            @ConfigProperty(name = "tocsin.review.max-episodes") int mostEpisodes) {
        this.history = history;
        this.measurements = measurements;
        this.deliveries = deliveries;
        this.clock = Clock.systemUTC();
        this.flapWithin = flapWithin;
        this.mostEpisodes = mostEpisodes;
    }

    /** One at a time: of a million episodes each takes some memory. */
    public synchronized Review of(Period period, Optional<Form> form, Drills drills) {
        var now = clock.instant();
        var notes = new ArrayList<String>();
        var rules = asked(notes, "what other waits would have done, and which rules were silent", measurements::rules);
        var from = history.reach(period.from(), period.to(), mostEpisodes);
        if (from.isAfter(period.from())) {
            notes.add("There are more than " + mostEpisodes + " episodes: those that began before " + from
                    + " are left out.");
        }
        var ledger = new Ledger(period, now, drills, flapWithin, new Rules(rules.orElse(List.of())));
        history.read(from, period.to(), ledger::add);
        var begins = history.begin();
        begins.filter(period.from()::isBefore)
                .ifPresent(
                        begin -> notes.add("The record begins at " + begin + ": nothing is known of the time before."));
        var sent = rules.flatMap(
                known -> asked(notes, "what Alertmanager delivered", () -> deliveries.of(period, notes::add)));
        return ledger.review(form, begins, notes, sent, rules.isPresent());
    }

    /** The figures of each severity alone, drills left out, without asking Prometheus; every severity is there. */
    synchronized Map<Severity, Figures> severities(Period period) {
        var tallies = new EnumMap<Severity, Tally>(Severity.class);
        var now = clock.instant();
        for (var severity : Severity.values()) {
            tallies.put(severity, new Tally(now, 1));
        }
        history.read(history.reach(period.from(), period.to(), mostEpisodes), period.to(), past -> {
            if (past.verdict().filter(Verdict.DRILL::equals).isPresent()) {
                tallies.get(past.severity()).addDrill();
            } else {
                tallies.get(past.severity()).add(past, 0, false);
            }
        });
        var figures = new EnumMap<Severity, Figures>(Severity.class);
        tallies.forEach((severity, tally) -> figures.put(severity, tally.figures()));
        return figures;
    }

    private interface Question<T> {
        T ask();
    }

    private static <T> Optional<T> asked(List<String> notes, String what, Question<T> question) {
        try {
            return Optional.of(question.ask());
        } catch (UpstreamException e) {
            notes.add(e.getMessage() + ": " + what + " is not known.");
            return Optional.empty();
        }
    }
}
