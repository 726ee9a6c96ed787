package dev.tocsin.alerting.review;

import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.review.BackTest.Replayed;
import dev.tocsin.alerting.review.BackTest.Threshold;
import dev.tocsin.alerting.review.Proposal.Kind;
import dev.tocsin.alerting.review.Review.Reviewed;
import dev.tocsin.alerting.review.Waits.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Draws conclusions from figures, each from enough of them. */
final class Proposals {

    /** Of fewer firings nothing is concluded. */
    static final int FEW = 5;

    private static final double MANY = 0.5;
    private static final double SOME = 0.2;
    private static final double MOST = 0.9;

    /** Nobody waits longer for what has no target. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private Proposals() {}

    /** A rule that is silent for a quarter is worth a thought; for less, that is good news. */
    static List<Proposal> of(List<Reviewed> alerts, Optional<List<String>> silentRules, Optional<Form> form) {
        var found = new ArrayList<Proposal>();
        alerts.forEach(alert -> found.addAll(of(alert)));
        silentRules
                .filter(known -> form.equals(Optional.of(Form.QUARTERLY)))
                .ifPresent(names -> names.forEach(name -> found.add(new Proposal(
                        Kind.SILENT_RULE,
                        name,
                        Severity.OTHER,
                        "Did not fire in this quarter: is it still right, and would it fire? A drill would tell."))));
        return sorted(found, form);
    }

    /** What a form is about comes first in it. */
    static List<Proposal> sorted(List<Proposal> proposals, Optional<Form> form) {
        var first = form.map(Proposals::subjects).orElse(List.of());
        return proposals.stream()
                .sorted(Comparator.comparing(proposal -> !first.contains(proposal.kind())))
                .toList();
    }

    private static List<Kind> subjects(Form form) {
        return switch (form) {
            case WEEKLY -> List.of(Kind.THRESHOLD, Kind.WAIT);
            case MONTHLY -> List.of(Kind.FALSE_POSITIVES, Kind.UNJUDGED);
            case QUARTERLY -> List.of(Kind.NEVER_ANSWERED, Kind.BY_ITSELF, Kind.FLAPPING, Kind.SILENT_RULE);
        };
    }

    private static List<Proposal> of(Reviewed alert) {
        var found = new ArrayList<Proposal>();
        var figures = alert.figures();
        wait(alert).ifPresent(text -> found.add(proposal(Kind.WAIT, alert, text)));
        falsePositives(figures).ifPresent(text -> found.add(proposal(Kind.FALSE_POSITIVES, alert, text)));
        figures.targets().flatMap(Proposals::targets).ifPresent(text -> found.add(proposal(Kind.TARGET, alert, text)));
        if (figures.firings() < FEW) {
            return found;
        }
        if (figures.falsePositives().isEmpty()) {
            found.add(proposal(
                    Kind.UNJUDGED,
                    alert,
                    "Nobody judged any of its " + figures.firings() + " firings: noise is not told."));
        }
        if (figures.targets().isPresent() && figures.toAnswer().count() == 0) {
            found.add(proposal(
                    Kind.NEVER_ANSWERED,
                    alert,
                    "Nobody answered any of its " + figures.firings() + " firings: does it have to be "
                            + alert.severity().label() + ", or to be at all?"));
        }
        if (figures.ended() >= FEW && figures.byThemselves() == figures.ended()) {
            found.add(proposal(
                    Kind.BY_ITSELF,
                    alert,
                    "All " + figures.ended()
                            + " that ended did so before anybody answered: what would somebody have done?"));
        }
        if (figures.flaps() >= SOME * figures.firings()) {
            found.add(proposal(
                    Kind.FLAPPING,
                    alert,
                    figures.flaps() + " of " + figures.firings()
                            + " firings followed the one before closely: keep_firing_for would make one of them."));
        }
        return found;
    }

    private static Proposal proposal(Kind kind, Reviewed alert, String text) {
        return new Proposal(kind, alert.name(), alert.severity(), text);
    }

    /** The shortest that removes most, misses none that was real, and leaves time to answer. */
    private static Optional<String> wait(Reviewed alert) {
        var longest = Target.of(alert.severity()).orElse(LONGEST);
        return alert.waits()
                .flatMap(waits -> waits.tried().stream()
                        .filter(wait -> wait.hold().compareTo(waits.present()) > 0
                                && wait.hold().compareTo(longest) <= 0)
                        .filter(wait -> isWorthIt(wait.effect(), alert.figures().firings()))
                        .max(Comparator.comparingLong(
                                        (Wait wait) -> wait.effect().removed().all())
                                .thenComparing(Wait::hold, Comparator.reverseOrder())))
                .map(wait -> "for: " + Texts.prometheus(wait.hold()) + " would have "
                        + Texts.removed(wait.effect(), alert.figures().firings()));
    }

    /** Of those thresholds that add nothing, the nearest that removes most, if the replay finds again what was. */
    static Optional<Proposal> threshold(Reviewed alert, BackTest test) {
        long firings = alert.figures().firings();
        var present = test.replayed()
                .filter(proof -> proof.found() >= MOST * proof.covered())
                .map(Replayed::threshold)
                .orElse(OptionalDouble.empty());
        if (present.isEmpty()) {
            return Optional.empty();
        }
        return test.thresholds().stream()
                .filter(tried -> !tried.isPresent() && isWorthIt(tried.effect(), firings))
                .filter(tried -> tried.effect().added().orElse(1) == 0)
                .max(Comparator.comparingLong(
                                (Threshold tried) -> tried.effect().removed().all())
                        .thenComparing(
                                tried -> Math.abs(tried.value() - present.getAsDouble()), Comparator.reverseOrder()))
                .map(tried -> proposal(
                        Kind.THRESHOLD,
                        alert,
                        "A threshold of " + Texts.number(tried.value()) + " in place of "
                                + Texts.number(present.getAsDouble()) + " would have "
                                + Texts.removed(tried.effect(), firings)));
    }

    static boolean isWorthIt(Effect effect, long firings) {
        var removed = effect.removed();
        return firings >= FEW && removed.real() == 0 && removed.all() >= SOME * firings;
    }

    private static Optional<String> falsePositives(Figures figures) {
        return figures.falsePositives()
                .filter(share -> share.of() >= FEW && share.share() >= SOME)
                .map(share -> String.format(
                        Locale.ROOT,
                        "%d of %d that were judged were false positives (%.0f %%, between %.0f and %.0f %%).",
                        share.count(),
                        share.of(),
                        100 * share.share(),
                        100 * share.low(),
                        100 * share.high()));
    }

    private static Optional<String> targets(Figures.Targets targets) {
        return targets.keptOfDue()
                .filter(share -> share.share() < MANY && share.of() >= FEW)
                .map(share -> "%s of %d %s answered in time."
                        .formatted(
                                share.count() == 0 ? "None" : "Only " + share.count(),
                                share.of(),
                                share.count() > 1 ? "were" : "was"));
    }
}
