package dev.tocsin.alerting.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.audit.EpisodeHistory.Answer;
import dev.tocsin.alerting.audit.EpisodeHistory.Past;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Verdict;
import dev.tocsin.alerting.review.Proposal.Kind;
import dev.tocsin.alerting.review.Review.Reviewed;
import dev.tocsin.alerting.upstream.WatchingRule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The arithmetic, on cases that were computed by hand. Times are minutes from the start of the period. */
class LedgerTest {

    private static final Instant FROM = Instant.parse("2026-11-16T00:00:00Z"); // a Monday
    private static final Period WEEK = new Period(FROM, FROM.plus(Duration.ofDays(7)), ZoneOffset.UTC);
    private static final Instant NOW = FROM.plus(Duration.ofDays(8));
    private static final Duration FLAP = Duration.ofMinutes(15);

    private static Instant minute(double minute) {
        return FROM.plusMillis((long) (minute * 60_000));
    }

    private static Past past(
            String name, Severity severity, double start, double end, double answered, Verdict verdict) {
        return new Past(
                name.hashCode(),
                name,
                severity,
                minute(start),
                end < 0 ? Optional.empty() : Optional.of(minute(end)),
                answered < 0 ? Optional.empty() : Optional.of(new Answer(minute(answered), "anna")),
                Optional.ofNullable(verdict));
    }

    private static Review review(Period period, Instant now, Drills drills, List<WatchingRule> rules, Past... past) {
        var ledger = new Ledger(period, now, drills, FLAP, new Rules(rules));
        Arrays.stream(past).forEach(ledger::add);
        return ledger.review(
                Optional.empty(), Optional.of(FROM), new ArrayList<>(), Optional.empty(), !rules.isEmpty());
    }

    private static Review review(Past... past) {
        return review(WEEK, NOW, Drills.WITHOUT, List.of(), past);
    }

    private static WatchingRule rule(String name, String severity, Duration hold, Duration keep) {
        return new WatchingRule(
                name, "a > 1", Map.of("severity", severity), hold, keep, Duration.ofSeconds(15), NOW, "", List.of());
    }

    @Test
    void ofNothingThereIsNothing() {
        var review = review();

        assertThat(review.total().firings()).isZero();
        assertThat(review.total().duration().spread()).isEmpty();
        assertThat(review.total().targets()).isEmpty();
        assertThat(review.total().falsePositives()).isEmpty();
        assertThat(review.total().perDay()).hasSize(7).containsOnly(0);
        assertThat(review.alerts()).isEmpty();
        assertThat(review.proposals()).isEmpty();
    }

    @Test
    void oneEpisodeIsAllThereIs() {
        var total =
                review(past("A", Severity.CRITICAL, 10, 40, 14, Verdict.REAL)).total();

        assertThat(total.duration().total()).isEqualTo(Duration.ofMinutes(30));
        assertThat(total.toAnswer().spread().orElseThrow().mean()).isEqualTo(Duration.ofMinutes(4));
        assertThat(total.toResolve().spread().orElseThrow().mean()).isEqualTo(Duration.ofMinutes(30));
        assertThat(total.targets()).contains(new Figures.Targets(1, 0, 0, 0));
        assertThat(total.falsePositives()).contains(new Proportion(0, 1));
    }

    /**
     * Of A: answered after 4 (kept) and 6 minutes (missed), one over after 3 (before it was due), one that nobody answered
     * in its 20 minutes (missed). The first two took 30 and 10 minutes.
     */
    @Test
    void answersAndTargets() {
        var review = review(
                past("A", Severity.CRITICAL, 0, 30, 4, Verdict.REAL),
                past("A", Severity.CRITICAL, 100, 110, 106, Verdict.FALSE_POSITIVE),
                past("A", Severity.CRITICAL, 200, 203, -1, Verdict.NOISE),
                past("A", Severity.CRITICAL, 300, 320, -1, null),
                past("B", Severity.INFO, 400, 500, -1, null));
        var figures = review.alerts().get(0).figures();

        assertThat(review.alerts()).extracting(Reviewed::name).containsExactly("A", "B");
        assertThat(figures.firings()).isEqualTo(4);
        assertThat(figures.targets()).contains(new Figures.Targets(1, 2, 1, 0));
        assertThat(figures.targets().orElseThrow().keptOfDue()).contains(new Proportion(1, 3));
        assertThat(figures.toAnswer().count()).isEqualTo(2);
        assertThat(figures.toAnswer().spread().orElseThrow().mean()).isEqualTo(Duration.ofMinutes(5));
        assertThat(figures.toResolve().spread().orElseThrow().mean()).isEqualTo(Duration.ofMinutes(20));
        assertThat(figures.duration().total()).isEqualTo(Duration.ofMinutes(63));
        assertThat(figures.duration().spread().orElseThrow().median()).isEqualTo(Duration.ofMinutes(10));
        assertThat(figures.byThemselves()).isEqualTo(2);
        assertThat(figures.falsePositives()).contains(new Proportion(1, 3));
        assertThat(figures.needless()).contains(new Proportion(2, 3));
        assertThat(review.severities().get(Severity.INFO).targets()).isEmpty();
        assertThat(review.total().targets()).contains(new Figures.Targets(1, 2, 1, 0));
        assertThat(review.responders()).singleElement().satisfies(anna -> {
            assertThat(anna.by()).isEqualTo("anna");
            assertThat(anna.toAnswer().total()).isEqualTo(Duration.ofMinutes(10));
        });
    }

    @Test
    void anAnswerIsDueAfterFiveMinutesOrThirtyAndNotSooner() {
        assertThat(review(past("A", Severity.CRITICAL, 0, 60, 5, null)).total().targets())
                .contains(new Figures.Targets(1, 0, 0, 0));
        assertThat(review(past("A", Severity.CRITICAL, 0, 60, 5.001, null))
                        .total()
                        .targets())
                .contains(new Figures.Targets(0, 1, 0, 0));
        assertThat(review(past("A", Severity.WARNING, 0, 60, 30, null)).total().targets())
                .contains(new Figures.Targets(1, 0, 0, 0));
        assertThat(review(past("A", Severity.WARNING, 0, 30, -1, null)).total().targets())
                .contains(new Figures.Targets(0, 0, 1, 0));
    }

    @Test
    void whatStillFiresIsInNoDurationAndMayNotBeDue() {
        var now = minute(60);
        var review = review(
                new Period(FROM, now, ZoneOffset.UTC),
                now,
                Drills.WITHOUT,
                List.of(),
                past("A", Severity.WARNING, 10, -1, -1, null),
                past("B", Severity.WARNING, 40, -1, -1, null),
                past("C", Severity.WARNING, 50, -1, 55, null));

        assertThat(review.total().open()).isEqualTo(3);
        assertThat(review.total().duration().count()).isZero();
        assertThat(review.total().toResolve().count()).isZero();
        assertThat(review.total().toAnswer().total()).isEqualTo(Duration.ofMinutes(5));
        assertThat(review.total().targets()).contains(new Figures.Targets(1, 1, 0, 1));
        assertThat(review.notes()).anyMatch(note -> note.startsWith("3 still fire"));
    }

    @Test
    void aClockThatWasSetMakesNoNegativeTime() {
        var review =
                review(past("A", Severity.CRITICAL, 10, 5, -1, null), past("A", Severity.CRITICAL, 20, 30, 19, null));

        assertThat(review.total().unclear()).isEqualTo(1);
        assertThat(review.total().duration().total()).isEqualTo(Duration.ofMinutes(10));
        assertThat(review.total().toAnswer().total()).isEqualTo(Duration.ZERO);
        assertThat(review.notes()).anyMatch(note -> note.contains("as a clock was set"));
    }

    /** Starts 14 and 15 minutes after an end, of the same alert and of another. */
    @Test
    void itFlapsIfItBeginsSoonAfterItsOwnEnd() {
        var total = review(
                        past("A", Severity.INFO, 0, 10, -1, null),
                        past("B", Severity.INFO, 11, 12, -1, null),
                        past("A", Severity.INFO, 24, 30, -1, null),
                        past("A", Severity.INFO, 45, 50, -1, null))
                .total();
        assertThat(total.flaps()).isEqualTo(1);
    }

    @Test
    void drillsAreCountedApartUnlessTheyAreAskedFor() {
        var drill = past("A", Severity.CRITICAL, 0, 10, 1, Verdict.DRILL);
        var other = past("A", Severity.CRITICAL, 20, 30, 22, null);

        var without = review(WEEK, NOW, Drills.WITHOUT, List.of(), drill, other).total();
        var with = review(WEEK, NOW, Drills.WITH, List.of(), drill, other).total();
        var only = review(WEEK, NOW, Drills.ONLY, List.of(), drill, other).total();

        assertThat(List.of(
                        without.firings(), without.drills(), without.toAnswer().count()))
                .containsExactly(1L, 1L, 1L);
        assertThat(List.of(with.firings(), with.drills(), with.toAnswer().count()))
                .containsExactly(2L, 1L, 2L);
        assertThat(List.of(only.firings(), only.drills(), only.toAnswer().count()))
                .containsExactly(1L, 1L, 1L);
        assertThat(only.toAnswer().total()).isEqualTo(Duration.ofMinutes(1));
        assertThat(review(drill).alerts()).isEmpty();
    }

    @Test
    void fromDrillsAloneNothingIsConcluded() {
        var drills = IntStream.range(0, Proposals.FEW)
                .mapToObj(i -> past("A", Severity.CRITICAL, 30 * i, 30 * i + 10, -1, Verdict.DRILL))
                .toArray(Past[]::new);

        assertThat(review(WEEK, NOW, Drills.ONLY, List.of(), drills).proposals())
                .isEmpty();
        assertThat(review(WEEK, NOW, Drills.WITH, List.of(), drills).proposals())
                .isNotEmpty();
    }

    /** On the night of 25 October 2026 Berlin has the hour from 2 to 3 twice. */
    @Test
    void hoursAndDaysAreThoseOfTheZone() {
        var berlin = ZoneId.of("Europe/Berlin");
        var saturday = Instant.parse("2026-10-23T22:00:00Z");
        var ledger = new Ledger(
                new Period(saturday, saturday.plus(Duration.ofDays(3)), berlin),
                NOW,
                Drills.WITHOUT,
                FLAP,
                new Rules(List.of()));
        for (var at : List.of(
                "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T22:59:59Z")) {
            ledger.add(new Past(
                    1, "A", Severity.INFO, Instant.parse(at), Optional.empty(), Optional.empty(), Optional.empty()));
        }
        var review = ledger.review(Optional.empty(), Optional.empty(), new ArrayList<>(), Optional.empty(), false);

        assertThat(review.total().perDay()).containsExactly(0, 4, 0);
        assertThat(review.hours().get(6).get(2)).isEqualTo(2);
        assertThat(review.hours().get(6).get(0)).isEqualTo(1);
        assertThat(review.hours().get(6).get(23)).isEqualTo(1);
    }

    @Test
    void moreNamesThanAreToldApartAreInTheTotalsAlone() {
        var ledger = new Ledger(WEEK, NOW, Drills.WITHOUT, FLAP, new Rules(List.of()));
        for (int i = 0; i < Ledger.MOST_ALERTS + 3; i++) {
            ledger.add(past("A" + i, Severity.INFO, i, i + 1, -1, null));
        }
        var review = ledger.review(Optional.empty(), Optional.empty(), new ArrayList<>(), Optional.empty(), false);

        assertThat(review.alerts()).hasSize(Ledger.MOST_ALERTS);
        assertThat(review.beyond()).isEqualTo(3);
        assertThat(review.total().firings()).isEqualTo(Ledger.MOST_ALERTS + 3);
        assertThat(review.notes()).anyMatch(note -> note.contains("3 firings are in the totals alone"));
    }

    /**
     * The rule waits for 2 minutes and goes on firing for one. Firings of 2, 3, 4 and 10 minutes: their conditions held for
     * 3, 4, 5 and 11. So with a wait of 4 minutes the first two would not have been (the condition has to have held for
     * longer than the wait at the evaluation that ends it), with 5 not the third either; and what still fires, for 2 minutes,
     * is not decided.
     */
    @Test
    void aLongerWaitRemovesWhatWasShort() {
        var rule = rule("A", "warning", Duration.ofMinutes(2), Duration.ofMinutes(1));
        var waits = review(
                        new Period(FROM, minute(500), ZoneOffset.UTC),
                        minute(402),
                        Drills.WITHOUT,
                        List.of(rule),
                        past("A", Severity.WARNING, 0, 2, -1, Verdict.NOISE),
                        past("A", Severity.WARNING, 100, 103, 101, Verdict.REAL),
                        past("A", Severity.WARNING, 200, 204, -1, null),
                        past("A", Severity.WARNING, 300, 310, -1, null),
                        past("A", Severity.WARNING, 400, -1, -1, null))
                .alerts()
                .get(0)
                .waits()
                .orElseThrow();

        assertThat(waits.present()).isEqualTo(Duration.ofMinutes(2));
        assertThat(effect(waits, 2)).isEqualTo("5 stay, 0 undecided, 0 removed: 0 real, 0 needless, 0 answered");
        assertThat(effect(waits, 3)).isEqualTo("3 stay, 1 undecided, 1 removed: 0 real, 1 needless, 0 answered");
        assertThat(effect(waits, 4)).isEqualTo("2 stay, 1 undecided, 2 removed: 1 real, 1 needless, 1 answered");
        assertThat(effect(waits, 5)).isEqualTo("1 stay, 1 undecided, 3 removed: 1 real, 1 needless, 1 answered");
    }

    private static String effect(Waits waits, int minutes) {
        var effect = waits.tried().stream()
                .filter(wait -> wait.hold().equals(Duration.ofMinutes(minutes)))
                .findFirst()
                .orElseThrow()
                .effect();
        var removed = effect.removed();
        return effect.stay() + " stay, " + effect.undecided() + " undecided, " + removed.all() + " removed: "
                + removed.real() + " real, " + removed.needless() + " needless, " + removed.answered() + " answered";
    }

    /** 31 of 34 firings last 3 minutes, 20 of them judged noise; the three real ones an hour. The present wait is one minute. */
    @Test
    void aWaitIsProposedThatRemovesMuchAndMissesNothingReal() {
        var past = new Past[34];
        for (int i = 0; i < 34; i++) {
            boolean isReal = i % 11 == 5;
            past[i] = past(
                    "A",
                    Severity.CRITICAL,
                    i * 200,
                    i * 200 + (isReal ? 60 : 3),
                    isReal ? i * 200 + 1 : -1,
                    isReal ? Verdict.REAL : i < 22 ? Verdict.NOISE : null);
        }
        var rule = rule("A", "critical", Duration.ofMinutes(1), Duration.ZERO);
        var proposals = review(
                        WEEK, NOW, Drills.WITHOUT, List.of(rule, rule("B", "info", Duration.ZERO, Duration.ZERO)), past)
                .proposals();

        assertThat(proposals)
                .contains(new Proposal(
                        Kind.WAIT,
                        "A",
                        Severity.CRITICAL,
                        "for: 4m would have removed 31 of 34 firings, and missed none that was judged real"
                                + " (20 of those 31 were judged needless)."));
    }

    @Test
    void thatFewWereAnsweredInTimeIsSaidAsPeopleSayIt() {
        var texts = IntStream.range(0, 3)
                .mapToObj(kept -> IntStream.range(0, 6)
                        .mapToObj(i ->
                                past("A", Severity.CRITICAL, i * 200, i * 200 + 30, i < kept ? i * 200 + 1 : -1, null))
                        .toArray(Past[]::new))
                .flatMap(past -> review(past).proposals().stream())
                .filter(proposal -> proposal.kind() == Kind.TARGET)
                .map(Proposal::text);

        assertThat(texts)
                .containsExactly(
                        "None of 6 was answered in time.",
                        "Only 1 of 6 was answered in time.",
                        "Only 2 of 6 were answered in time.");
    }

    @Test
    void onlyARuleThatIsSilentForAQuarterIsAskedAbout() {
        var rules = new Rules(List.of(
                rule("A", "info", Duration.ZERO, Duration.ZERO), rule("B", "info", Duration.ZERO, Duration.ZERO)));
        for (var form : Form.values()) {
            var ledger = new Ledger(WEEK, NOW, Drills.WITHOUT, FLAP, rules);
            ledger.add(past("A", Severity.INFO, 0, 1, -1, null));
            var review = ledger.review(Optional.of(form), Optional.empty(), new ArrayList<>(), Optional.empty(), true);

            assertThat(review.silentRules()).contains(List.of("B"));
            assertThat(review.proposals())
                    .extracting(Proposal::alert)
                    .isEqualTo(form == Form.QUARTERLY ? List.of("B") : List.of());
        }
    }

    @Test
    void ofTwoRulesOfANameNoWaitIsTried() {
        var rules = List.of(
                rule("A", "critical", Duration.ofMinutes(1), Duration.ZERO),
                rule("A", "critical", Duration.ofMinutes(2), Duration.ZERO));
        assertThat(review(WEEK, NOW, Drills.WITHOUT, rules, past("A", Severity.CRITICAL, 0, 5, -1, null))
                        .alerts())
                .singleElement()
                .satisfies(alert -> assertThat(alert.waits()).isEmpty());
    }
}
