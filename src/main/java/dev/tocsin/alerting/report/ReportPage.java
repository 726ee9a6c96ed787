package dev.tocsin.alerting.report;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.tocsin.alerting.model.Verdict;
import dev.tocsin.alerting.report.Html.Markup;
import dev.tocsin.alerting.review.BackTest;
import dev.tocsin.alerting.review.Effect;
import dev.tocsin.alerting.review.Figures;
import dev.tocsin.alerting.review.Proportion;
import dev.tocsin.alerting.review.Review;
import dev.tocsin.alerting.review.Review.Reviewed;
import dev.tocsin.alerting.review.Target;
import dev.tocsin.alerting.review.Texts;
import dev.tocsin.alerting.review.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The period's story on one page: what fired, who answered, what was noise, what was missed, what to change. */
final class ReportPage {

    private static final String NONE = "–";
    private static final int MOST_ROWS = 60;

    private final Report report;
    private final Review review;
    private final DateTimeFormatter time;
    private final Html html = new Html();

    ReportPage(Report report) {
        this.report = report;
        this.review = report.review();
        this.time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
                .withZone(review.period().zone());
    }

    String html() {
        html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
        html.text(title()).raw("</title>\n<style>" + ReportStyle.CSS + "</style>\n</head>\n<body>\n<main>\n");
        summary();
        changes();
        fired();
        answered();
        noise();
        tried();
        missed();
        unknown();
        html.raw("</main>\n</body>\n</html>\n");
        return html.toString();
    }

    private String title() {
        return review.form()
                .map(form -> switch (form) {
                    case WEEKLY -> "Weekly threshold review ";
                    case MONTHLY -> "Monthly false positive analysis ";
                    case QUARTERLY -> "Quarterly rule review ";
                })
                .map(name -> name
                        + review.form().map(form -> form.name(review.period())).orElse(""))
                .orElse("Review of alerts");
    }

    private String at(Instant instant) {
        return time.format(instant);
    }

    // ---- In short

    private void summary() {
        var total = review.total();
        html.element("h1", title());
        html.element(
                "p class=\"period\"",
                at(review.period().from()) + " to " + at(review.period().to()) + ", "
                        + review.period().zone() + ". Made by Tocsin at " + at(review.now()) + ".");
        html.raw("<dl class=\"figures\">\n");
        figure("Firings", total.firings() + (total.open() > 0 ? ", " + total.open() + " still fire" : ""));
        figure(
                "In all they lasted",
                total.duration().count() == 0
                        ? NONE
                        : Texts.duration(total.duration().total()));
        figure("Mean time to answer (MTTA)", spread(total.toAnswer(), Times.Spread::mean));
        figure("Mean time to resolve (MTTR)", spread(total.toResolve(), Times.Spread::mean));
        figure(
                "Answered in time",
                total.targets()
                        .flatMap(Figures.Targets::keptOfDue)
                        .map(Texts::share)
                        .orElse(NONE));
        figure("False positives", total.falsePositives().map(Texts::share).orElse("nobody judged any"));
        if (total.drills() > 0) {
            figure("Drills", total.drills());
        }
        html.raw("</dl>\n");
        html.raw("<figure><figcaption>Firings on each day</figcaption>")
                .raw(Bars.of("Firings on each day: " + total.perDay(), total.perDay())
                        .text())
                .raw("</figure>\n");
    }

    private void figure(String name, Object value) {
        html.raw("<div>").element("dt", name).element("dd", value).raw("</div>\n");
    }

    private static String spread(Times times, Function<Times.Spread, Duration> which) {
        return times.spread().map(which).map(Texts::duration).orElse(NONE);
    }

    private void changes() {
        html.element("h2", "What to change");
        if (review.proposals().isEmpty()) {
            html.element(
                    "p", "The figures propose nothing" + (review.total().firings() < 5 ? ": there are few." : "."));
            return;
        }
        html.raw("<ul class=\"proposals\">\n");
        review.proposals().stream()
                .limit(MOST_ROWS)
                .forEach(proposal -> html.raw("<li><strong>")
                        .text(proposal.alert())
                        .raw("</strong> ")
                        .text(proposal.text())
                        .raw("</li>\n"));
        html.raw("</ul>\n");
        andMore(review.proposals().size());
    }

    private void andMore(int rows) {
        if (rows > MOST_ROWS) {
            html.element("p", "And " + (rows - MOST_ROWS) + " more, which the JSON has.");
        }
    }

    // ---- What fired

    private void fired() {
        html.element("h2", "What fired");
        if (review.alerts().isEmpty()) {
            html.element("p", "Nothing fired in this time.");
        } else {
            html.raw("<div class=\"wide\" tabindex=\"0\"><table>\n")
                    .head(
                            "Alert",
                            "Severity",
                            "Firings",
                            "Still fire",
                            "In all",
                            "Median",
                            "Flaps",
                            "By themselves",
                            "On each day")
                    .raw("<tbody>\n");
            alerts().forEach(alert -> {
                var figures = alert.figures();
                html.row(
                        alert.name(),
                        severity(alert),
                        figures.firings(),
                        figures.open(),
                        Texts.duration(figures.duration().total()),
                        spread(figures.duration(), Times.Spread::median),
                        figures.flaps(),
                        figures.byThemselves(),
                        Bars.of(alert.name() + " on each day: " + figures.perDay(), figures.perDay()));
            });
            html.raw("</tbody></table></div>\n");
            andMore(review.alerts().size());
        }
        review.silentRules()
                .filter(names -> !names.isEmpty())
                .ifPresent(names -> html.element("p", "Rules that did not fire: " + String.join(", ", names) + "."));
    }

    private Stream<Reviewed> alerts() {
        return review.alerts().stream().limit(MOST_ROWS);
    }

    private static Markup severity(Reviewed alert) {
        var label = alert.severity().label();
        return new Markup("<span class=\"" + label + "\">" + label + "</span>");
    }

    // ---- Who answered

    private void answered() {
        html.element("h2", "Who answered, and how fast");
        html.raw("<div class=\"wide\" tabindex=\"0\"><table>\n")
                .head(
                        "Alert",
                        "Due within",
                        "Answered",
                        "Mean",
                        "Median",
                        "9 of 10 within",
                        "In time",
                        "Late or never",
                        "Over before")
                .raw("<tbody>\n");
        alerts().forEach(alert -> {
            var figures = alert.figures();
            var targets = figures.targets();
            html.row(
                    alert.name(),
                    Target.of(alert.severity()).map(Texts::duration).orElse(NONE),
                    figures.toAnswer().count() + " of " + figures.firings(),
                    spread(figures.toAnswer(), Times.Spread::mean),
                    spread(figures.toAnswer(), Times.Spread::median),
                    spread(figures.toAnswer(), Times.Spread::p90),
                    number(targets, Figures.Targets::kept),
                    number(targets, Figures.Targets::missed),
                    number(targets, Figures.Targets::overBefore));
        });
        html.raw("</tbody></table></div>\n");
        distribution("Time to answer", review.total().toAnswer());
        distribution("Time to resolve", review.total().toResolve());
        if (!review.responders().isEmpty()) {
            html.raw("<div class=\"wide\" tabindex=\"0\"><table>\n")
                    .head("Person", "Answered", "Mean", "Median")
                    .raw("<tbody>\n");
            review.responders()
                    .forEach(person -> html.row(
                            person.by(),
                            person.toAnswer().count(),
                            spread(person.toAnswer(), Times.Spread::mean),
                            spread(person.toAnswer(), Times.Spread::median)));
            html.raw("</tbody></table></div>\n");
        }
    }

    private static Object number(Optional<Figures.Targets> targets, Function<Figures.Targets, Long> which) {
        return targets.map(which).map(Object.class::cast).orElse(NONE);
    }

    private void distribution(String name, Times times) {
        if (times.count() == 0) {
            return;
        }
        html.raw("<figure><figcaption>").text(name).raw("</figcaption>");
        html.raw(Bars.of(name + ": " + times.counts(), times.counts()).text());
        html.raw("<p class=\"small\">")
                .text(IntStream.range(0, times.counts().size())
                        .filter(i -> times.counts().get(i) > 0)
                        .mapToObj(i ->
                                (i < Times.BOUNDS.size() ? "up to " + Texts.duration(Times.BOUNDS.get(i)) : "longer")
                                        + ": " + times.counts().get(i))
                        .collect(joining(" · ")))
                .raw("</p></figure>\n");
    }

    // ---- What was noise

    private void noise() {
        html.element("h2", "What was noise");
        var judged = review.alerts().stream()
                .filter(alert -> alert.figures().needless().isPresent())
                .sorted(Comparator.comparingDouble((Reviewed alert) ->
                                alert.figures().needless().map(Proportion::low).orElse(0.0))
                        .reversed())
                .limit(MOST_ROWS)
                .toList();
        long unjudged = review.total().firings()
                - review.total().verdicts().values().stream()
                        .mapToLong(each -> each)
                        .sum();
        if (judged.isEmpty()) {
            html.element(
                    "p",
                    "Nobody judged any of the " + review.total().firings() + " firings, so nothing is known of it.");
            return;
        }
        html.raw("<div class=\"wide\" tabindex=\"0\"><table>\n")
                .head("Alert", "Real", "False positives", "Noise", "Share of false positives", "Needless in all")
                .raw("<tbody>\n");
        judged.forEach(alert -> {
            var verdicts = alert.figures().verdicts();
            html.row(
                    alert.name(),
                    verdicts.getOrDefault(Verdict.REAL, 0L),
                    verdicts.getOrDefault(Verdict.FALSE_POSITIVE, 0L),
                    verdicts.getOrDefault(Verdict.NOISE, 0L),
                    alert.figures().falsePositives().map(Texts::share).orElse(NONE),
                    alert.figures().needless().map(Texts::share).orElse(NONE));
        });
        html.raw("</tbody></table></div>\n");
        if (unjudged > 0) {
            html.element("p", unjudged + " of " + review.total().firings() + " firings were not judged.");
        }
    }

    // ---- What else would have done

    private void tried() {
        if (report.tests().isEmpty()) {
            return;
        }
        html.element("h2", "What other thresholds and waits would have done");
        report.tests().forEach(this::tried);
    }

    private void tried(Reviewed alert, BackTest test) {
        html.raw("<section>").element("h3", alert.name());
        test.rule()
                .ifPresent(rule -> html.raw("<p><code>")
                        .text(rule.expression())
                        .raw("</code>, for: ")
                        .text(Texts.prometheus(rule.hold()))
                        .raw("</p>\n"));
        test.replayed()
                .ifPresent(proof -> html.element(
                        "p",
                        "Replayed on what Prometheus measured every " + Texts.prometheus(proof.step())
                                + ", as it is it fires for " + proof.found() + " of " + proof.covered()
                                + " firings on record, and " + proof.other() + " times besides."));
        html.raw("<div class=\"wide\" tabindex=\"0\"><table>\n")
                .head("Tried", "Stay", "Removed", "of them real", "needless", "answered", "Added", "Undecided")
                .raw("<tbody>\n");
        test.waits()
                .forEach(wait -> effect(
                        "for: " + Texts.prometheus(wait.hold())
                                + (test.rule()
                                                .filter(rule -> rule.hold().equals(wait.hold()))
                                                .isPresent()
                                        ? " (as it is)"
                                        : ""),
                        wait.effect()));
        test.thresholds()
                .forEach(threshold -> effect(
                        "threshold " + Texts.number(threshold.value()) + (threshold.isPresent() ? " (as it is)" : ""),
                        threshold.effect()));
        html.raw("</tbody></table></div>\n");
        if (!test.problems().isEmpty()) {
            html.list(test.problems());
        }
        html.raw("</section>\n");
    }

    private void effect(String tried, Effect effect) {
        var removed = effect.removed();
        html.row(
                tried,
                effect.stay(),
                removed.all(),
                removed.real(),
                removed.needless(),
                removed.answered(),
                effect.added().isPresent() ? effect.added().getAsLong() : NONE,
                effect.undecided());
    }

    // ---- What the monitoring missed

    private void missed() {
        var missed = report.missed();
        html.element("h2", "What the monitoring itself missed");
        html.element(
                "p",
                "Of " + missed.episodes() + " episodes " + missed.gaps().size() + (missed.isCut() ? " or more" : "")
                        + " are known to one side only, Prometheus or those whom Alertmanager notifies.");
        if (!missed.gaps().isEmpty()) {
            html.raw("<div class=\"wide\" tabindex=\"0\"><table>\n")
                    .head("Why", "Episodes")
                    .raw("<tbody>\n");
            new TreeMap<>(missed.gaps().stream().collect(groupingBy(gap -> gap.reason())))
                    .forEach((reason, gaps) ->
                            html.row(reason.name().toLowerCase(Locale.ROOT).replace('_', ' '), gaps.size()));
            html.raw("</tbody></table></div>\n");
        }
        outages(
                "The service",
                missed.serviceOutages().stream()
                        .map(each -> at(each.from()) + " to " + at(each.to()))
                        .toList());
        outages(
                "Alertmanager",
                missed.alertmanagerOutages().stream()
                        .map(each -> at(each.from()) + " to " + at(each.to()))
                        .toList());
        review.deliveries().filter(all -> !all.isEmpty()).ifPresent(all -> {
            html.raw("<div class=\"wide\" tabindex=\"0\"><table>\n")
                    .head("Channel", "Sent", "Failed", "Delivered")
                    .raw("<tbody>\n");
            all.forEach(each -> html.row(
                    each.integration(),
                    each.sent(),
                    each.failed(),
                    each.delivered().map(Texts::share).orElse(NONE)));
            html.raw("</tbody></table></div>\n");
        });
    }

    private void outages(String who, List<String> outages) {
        if (!outages.isEmpty()) {
            html.element(
                    "p",
                    who + " was down: " + String.join("; ", outages.subList(0, Math.min(20, outages.size()))) + ".");
        }
    }

    private void unknown() {
        var notes = Stream.concat(
                        review.notes().stream(),
                        report.missed().unanswered().stream()
                                .map(who -> who + " did not answer: what it would explain stays unknown."))
                .toList();
        if (!notes.isEmpty()) {
            html.element("h2", "What could not be computed").list(notes);
        }
    }
}
