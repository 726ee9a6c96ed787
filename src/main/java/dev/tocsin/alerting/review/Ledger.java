package dev.tocsin.alerting.review;

import dev.tocsin.alerting.audit.EpisodeHistory.Past;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Verdict;
import dev.tocsin.alerting.review.Period.Day;
import dev.tocsin.alerting.review.Review.Delivery;
import dev.tocsin.alerting.review.Review.Responder;
import dev.tocsin.alerting.review.Review.Reviewed;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Enters episodes, the oldest first, into the tallies that they belong to. */
final class Ledger {

    /** So many names and severities are told apart; more are in the totals alone. */
    static final int MOST_ALERTS = 500;

    private static final int MOST_RESPONDERS = 100;
    private static final int HOURS = 24;
    private static final int QUARTER = 900;

    /** Beyond so many last ends those that are too long ago to matter are forgotten. */
    private static final int MOST_ENDS = 50_000;

    private record Key(String name, Severity severity) {}

    private static final class Account {
        private final Tally tally;
        private final Optional<WaitTrial> waits;
        private Instant lastAt = Instant.MIN;

        Account(Tally tally, Optional<WaitTrial> waits) {
            this.tally = tally;
            this.waits = waits;
        }
    }

    private final Period period;
    private final List<Day> days;
    private final Instant now;
    private final Drills drills;
    private final Duration flapWithin;
    private final Rules rules;

    private final Tally total;
    private final Map<Severity, Tally> severities = new EnumMap<>(Severity.class);
    private final Map<Key, Account> accounts = new HashMap<>();
    private final Map<Long, Instant> lastEnds = new HashMap<>();
    private final Map<String, LongStream.Builder> answers = new HashMap<>();
    private final Set<String> silent = new TreeSet<>();
    private final int[][] hours = new int[7][HOURS];
    private long beyond;
    private int day;
    private long quarter = Long.MIN_VALUE;
    private int hour;

    Ledger(Period period, Instant now, Drills drills, Duration flapWithin, Rules rules) {
        this.period = period;
        this.days = period.days();
        this.now = now;
        this.drills = drills;
        this.flapWithin = flapWithin;
        this.rules = rules;
        this.total = tally();
        silent.addAll(rules.names());
    }

    void add(Past past) {
        boolean isDrill = past.verdict().filter(Verdict.DRILL::equals).isPresent();
        if (isDrill && drills == Drills.WITHOUT) {
            total.addDrill();
            severity(past).addDrill();
            account(past).ifPresent(account -> account.tally.addDrill());
        } else if (isDrill || drills != Drills.ONLY) {
            enter(past);
        }
    }

    private void enter(Past past) {
        while (!past.startsAt().isBefore(days.get(day).to())) {
            day++;
        }
        boolean isFlap = isFlap(past);
        total.add(past, day, isFlap);
        severity(past).add(past, day, isFlap);
        var account = account(past);
        if (account.isPresent()) {
            account.get().tally.add(past, day, isFlap);
            account.get().waits.ifPresent(waits -> waits.add(past));
            account.get().lastAt = past.startsAt();
        } else {
            beyond++;
        }
        count(past.startsAt());
        past.answer()
                .filter(answer -> answers.size() < MOST_RESPONDERS || answers.containsKey(answer.by()))
                .ifPresent(answer -> answers.computeIfAbsent(answer.by(), first -> LongStream.builder())
                        .add(Math.max(
                                0,
                                Duration.between(past.startsAt(), answer.at()).toMillis())));
    }

    /** Many begin in the same quarter of an hour, within which no zone changes the hour. */
    private void count(Instant at) {
        long begun = Math.floorDiv(at.getEpochSecond(), QUARTER);
        if (begun != quarter) {
            quarter = begun;
            var local = at.atZone(period.zone());
            hour = local.getDayOfWeek().ordinal() * HOURS + local.getHour();
        }
        hours[hour / HOURS][hour % HOURS]++;
    }

    private boolean isFlap(Past past) {
        if (lastEnds.size() > MOST_ENDS) {
            lastEnds.values().removeIf(end -> end.plus(flapWithin).isBefore(past.startsAt()));
        }
        var before = past.endsAt().isPresent()
                ? lastEnds.put(past.alert(), past.endsAt().get())
                : lastEnds.remove(past.alert());
        return before != null && past.startsAt().isBefore(before.plus(flapWithin));
    }

    private Tally tally() {
        return new Tally(now, days.size());
    }

    private Tally severity(Past past) {
        return severities.computeIfAbsent(past.severity(), first -> tally());
    }

    private Optional<Account> account(Past past) {
        var key = new Key(past.name(), past.severity());
        var known = accounts.get(key);
        if (known == null) {
            silent.remove(key.name());
        }
        if (known == null && accounts.size() < MOST_ALERTS) {
            known = new Account(
                    tally(), rules.of(key.name(), Optional.of(key.severity())).map(rule -> new WaitTrial(rule, now)));
            accounts.put(key, known);
        }
        return Optional.ofNullable(known);
    }

    Review review(
            Optional<Form> form,
            Optional<Instant> begins,
            List<String> notes,
            Optional<List<Delivery>> deliveries,
            boolean areRulesKnown) {
        var totals = total.figures();
        if (totals.unclear() > 0) {
            notes.add(totals.unclear()
                    + " episodes ended before they began, as a clock was set: they are in no duration.");
        }
        if (totals.open() > 0) {
            notes.add(totals.open() + " still fire: they are in no duration yet.");
        }
        if (beyond > 0) {
            notes.add("There are more than " + MOST_ALERTS + " names: " + beyond + " firings are in the totals alone.");
        }
        var alerts = accounts.entrySet().stream()
                .map(account -> reviewed(account.getKey(), account.getValue()))
                .filter(alert -> alert.figures().firings() > 0)
                .sorted(Comparator.comparingLong(
                                (Reviewed alert) -> alert.figures().firings())
                        .reversed()
                        .thenComparing(Reviewed::name)
                        .thenComparing(Reviewed::severity))
                .toList();
        var silentRules = Optional.of(List.copyOf(silent)).filter(known -> areRulesKnown);
        var bySeverity = new EnumMap<Severity, Figures>(Severity.class);
        severities.forEach((severity, tally) -> bySeverity.put(severity, tally.figures()));
        return new Review(
                now,
                period,
                form,
                begins,
                List.copyOf(notes),
                totals,
                bySeverity,
                alerts,
                beyond,
                Stream.of(hours).map(row -> Arrays.stream(row).boxed().toList()).toList(),
                responders(),
                deliveries,
                silentRules,
                // A drill says whether an alarm goes off, not whether it is right.
                drills == Drills.ONLY ? List.of() : Proposals.of(alerts, silentRules, form));
    }

    private static Reviewed reviewed(Key key, Account account) {
        return new Reviewed(
                key.name(),
                key.severity(),
                account.lastAt,
                account.tally.figures(),
                account.waits.map(WaitTrial::waits));
    }

    private List<Responder> responders() {
        return answers.entrySet().stream()
                .map(answered -> new Responder(
                        answered.getKey(), Times.of(answered.getValue().build())))
                .sorted(Comparator.comparingLong(
                                (Responder responder) -> responder.toAnswer().count())
                        .reversed()
                        .thenComparing(Responder::by))
                .toList();
    }
}
