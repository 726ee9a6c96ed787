package dev.tocsin.alerting.report;

import static java.util.stream.Collectors.groupingBy;

import dev.tocsin.alerting.review.BackTest;
import dev.tocsin.alerting.review.Effect;
import dev.tocsin.alerting.review.Figures;
import dev.tocsin.alerting.review.Review;
import dev.tocsin.alerting.review.Review.Reviewed;
import dev.tocsin.alerting.review.Texts;
import dev.tocsin.alerting.review.Times;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The period's story on one page: what fired, who answered, what was noise, what was missed, what to change. */
final class ReportPage {

    static final int MOST_ROWS = 60;

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
        new AlertTables(review, html).write();
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
                        ? Written.NONE
                        : Texts.duration(total.duration().total()));
        figure("Mean time to answer (MTTA)", Written.spread(total.toAnswer(), Times.Spread::mean));
        figure("Mean time to resolve (MTTR)", Written.spread(total.toResolve(), Times.Spread::mean));
        figure("Answered in time", Written.share(total.targets().flatMap(Figures.Targets::keptOfDue)));
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
        html.andMore(review.proposals().size() - MOST_ROWS);
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
        html.beginTable("Tried", "Stay", "Removed", "of them real", "needless", "answered", "Added", "Undecided");
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
        html.endTable();
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
                effect.added().isPresent() ? effect.added().getAsLong() : Written.NONE,
                effect.undecided());
    }

    // ---- What the monitoring missed

    private void missed() {
        var missed = report.missed();
        html.element("h2", "What the monitoring itself missed");
        html.element(
                "p",
                "Of " + missed.episodes() + " episodes "
                        + (missed.gaps().isEmpty()
                                ? "none is"
                                : missed.gaps().size() + (missed.isCut() ? " or more" : "") + " are")
                        + " known to one side only, Prometheus or those whom Alertmanager notifies.");
        if (!missed.gaps().isEmpty()) {
            html.beginTable("Why", "Episodes");
            new TreeMap<>(missed.gaps().stream().collect(groupingBy(gap -> gap.reason())))
                    .forEach((reason, gaps) ->
                            html.row(reason.name().toLowerCase(Locale.ROOT).replace('_', ' '), gaps.size()));
            html.endTable();
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
            html.beginTable("Channel", "Sent", "Failed", "Delivered");
            all.forEach(
                    each -> html.row(each.integration(), each.sent(), each.failed(), Written.share(each.delivered())));
            html.endTable();
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
