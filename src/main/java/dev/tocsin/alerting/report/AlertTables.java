package dev.tocsin.alerting.report;

import static java.util.stream.Collectors.joining;

import dev.tocsin.alerting.model.Verdict;
import dev.tocsin.alerting.report.Html.Markup;
import dev.tocsin.alerting.review.Figures;
import dev.tocsin.alerting.review.Proportion;
import dev.tocsin.alerting.review.Review;
import dev.tocsin.alerting.review.Review.Reviewed;
import dev.tocsin.alerting.review.Target;
import dev.tocsin.alerting.review.Texts;
import dev.tocsin.alerting.review.Times;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The alerts of a period, one by one: how often each fired, who answered it, and what of it was noise. */
final class AlertTables {

    private final Review review;
    private final Html html;

    AlertTables(Review review, Html html) {
        this.review = review;
        this.html = html;
    }

    void write() {
        fired();
        answered();
        noise();
    }

    private void fired() {
        html.element("h2", "What fired");
        if (review.alerts().isEmpty()) {
            html.element("p", "Nothing fired in this time.");
        } else {
            html.beginTable(
                    "Alert",
                    "Severity",
                    "Firings",
                    "Still fire",
                    "In all",
                    "Median",
                    "Flaps",
                    "By themselves",
                    "On each day");
            alerts().forEach(alert -> {
                var figures = alert.figures();
                html.row(
                        alert.name(),
                        severity(alert),
                        figures.firings(),
                        figures.open(),
                        Texts.duration(figures.duration().total()),
                        Written.spread(figures.duration(), Times.Spread::median),
                        figures.flaps(),
                        figures.byThemselves(),
                        Bars.of(alert.name() + " on each day: " + figures.perDay(), figures.perDay()));
            });
            html.endTable();
            html.andMore(review.alerts().size() - ReportPage.MOST_ROWS);
        }
        review.silentRules()
                .filter(names -> !names.isEmpty())
                .ifPresent(names -> html.element("p", "Rules that did not fire: " + String.join(", ", names) + "."));
    }

    private Stream<Reviewed> alerts() {
        return review.alerts().stream().limit(ReportPage.MOST_ROWS);
    }

    private static Markup severity(Reviewed alert) {
        var label = alert.severity().label();
        return new Markup("<span class=\"" + label + "\">" + label + "</span>");
    }

    private void answered() {
        html.element("h2", "Who answered, and how fast");
        html.beginTable(
                "Alert",
                "Due within",
                "Answered",
                "Mean",
                "Median",
                "9 of 10 within",
                "In time",
                "Late or never",
                "Over before");
        alerts().forEach(alert -> {
            var figures = alert.figures();
            var targets = figures.targets();
            html.row(
                    alert.name(),
                    Target.of(alert.severity()).map(Texts::duration).orElse(Written.NONE),
                    figures.toAnswer().count() + " of " + figures.firings(),
                    Written.spread(figures.toAnswer(), Times.Spread::mean),
                    Written.spread(figures.toAnswer(), Times.Spread::median),
                    Written.spread(figures.toAnswer(), Times.Spread::p90),
                    number(targets, Figures.Targets::kept),
                    number(targets, Figures.Targets::missed),
                    number(targets, Figures.Targets::overBefore));
        });
        html.endTable();
        distribution("Time to answer", review.total().toAnswer());
        distribution("Time to resolve", review.total().toResolve());
        if (!review.responders().isEmpty()) {
            html.beginTable("Person", "Answered", "Mean", "Median");
            review.responders()
                    .forEach(person -> html.row(
                            person.by(),
                            person.toAnswer().count(),
                            Written.spread(person.toAnswer(), Times.Spread::mean),
                            Written.spread(person.toAnswer(), Times.Spread::median)));
            html.endTable();
        }
    }

    private static Object number(Optional<Figures.Targets> targets, Function<Figures.Targets, Long> which) {
        return targets.map(which).map(Object.class::cast).orElse(Written.NONE);
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

    private void noise() {
        html.element("h2", "What was noise");
        var judged = review.alerts().stream()
                .filter(alert -> alert.figures().needless().isPresent())
                .sorted(Comparator.comparingDouble((Reviewed alert) ->
                                alert.figures().needless().map(Proportion::low).orElse(0.0))
                        .reversed())
                .limit(ReportPage.MOST_ROWS)
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
        html.beginTable("Alert", "Real", "False positives", "Noise", "Share of false positives", "Needless in all");
        judged.forEach(alert -> {
            var verdicts = alert.figures().verdicts();
            html.row(
                    alert.name(),
                    verdicts.getOrDefault(Verdict.REAL, 0L),
                    verdicts.getOrDefault(Verdict.FALSE_POSITIVE, 0L),
                    verdicts.getOrDefault(Verdict.NOISE, 0L),
                    Written.share(alert.figures().falsePositives()),
                    Written.share(alert.figures().needless()));
        });
        html.endTable();
        if (unjudged > 0) {
            html.element("p", unjudged + " of " + review.total().firings() + " firings were not judged.");
        }
    }
}
