package dev.tocsin.ops;

import dev.tocsin.alerting.review.Period.Day;
import dev.tocsin.alerting.review.Proposal;
import dev.tocsin.alerting.review.Review;
import dev.tocsin.alerting.review.Review.Delivery;
import dev.tocsin.alerting.review.Review.Responder;
import dev.tocsin.alerting.review.Review.Reviewed;
import dev.tocsin.alerting.review.Target;
import dev.tocsin.alerting.review.Times;
import dev.tocsin.ops.FiguresView.ProportionView;
import dev.tocsin.ops.FiguresView.TimesView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A review.
 *
 * @param form null unless it is one of the usual forms
 * @param recordBegins null if nothing is on record
 * @param bounds of the counts of times, in seconds
 * @param deliveries null if Prometheus does not know, as is {@code silentRules}
 */
public record ReviewView(
        Instant now,
        Instant since,
        Instant until,
        String zone,
        String form,
        Instant recordBegins,
        List<String> notes,
        FiguresView total,
        List<SeverityView> severities,
        List<AlertView> alerts,
        long beyond,
        List<Double> bounds,
        List<DayView> days,
        List<List<Integer>> hours,
        List<ResponderView> responders,
        List<DeliveryView> deliveries,
        List<String> silentRules,
        List<ProposalView> proposals) {

    /** All of one severity; {@code targetSeconds} is null where no answer is expected. */
    public record SeverityView(String severity, Double targetSeconds, FiguresView figures) {}

    /** One name with one severity; {@code waits} is null if Prometheus has no rule for it, or several. */
    public record AlertView(String name, String severity, Instant lastAt, FiguresView figures, List<WaitView> waits) {

        static AlertView of(Reviewed alert) {
            return new AlertView(
                    alert.name(),
                    alert.severity().label(),
                    alert.lastAt(),
                    FiguresView.of(alert.figures()),
                    alert.waits().map(WaitView::of).orElse(null));
        }
    }

    /** A day, or as much of it as lies in the period. */
    public record DayView(String date, Instant from, Instant to) {

        static DayView of(Day day) {
            return new DayView(day.date().toString(), day.from(), day.to());
        }
    }

    /** Somebody who answered. */
    public record ResponderView(String by, TimesView toAnswer) {

        static ResponderView of(Responder responder) {
            return new ResponderView(responder.by(), TimesView.of(responder.toAnswer()));
        }
    }

    /** What a kind of channel was sent; {@code delivered} is null if that was nothing. */
    public record DeliveryView(String integration, long sent, long failed, ProportionView delivered) {

        static DeliveryView of(Delivery delivery) {
            return new DeliveryView(
                    delivery.integration(),
                    delivery.sent(),
                    delivery.failed(),
                    delivery.delivered().map(ProportionView::of).orElse(null));
        }
    }

    /** Something to change, or to talk about. */
    public record ProposalView(String kind, String alert, String severity, String text) {

        static ProposalView of(Proposal proposal) {
            return new ProposalView(
                    label(proposal.kind()),
                    proposal.alert(),
                    proposal.severity().label(),
                    proposal.text());
        }
    }

    static ReviewView of(Review review) {
        var period = review.period();
        return new ReviewView(
                review.now(),
                period.from(),
                period.to(),
                period.zone().getId(),
                review.form().map(ReviewView::label).orElse(null),
                review.recordBegins().orElse(null),
                review.notes(),
                FiguresView.of(review.total()),
                review.severities().entrySet().stream()
                        .map(each -> new SeverityView(
                                each.getKey().label(),
                                Target.of(each.getKey())
                                        .map(FiguresView::seconds)
                                        .orElse(null),
                                FiguresView.of(each.getValue())))
                        .toList(),
                review.alerts().stream().map(AlertView::of).toList(),
                review.beyond(),
                Times.BOUNDS.stream().map(FiguresView::seconds).toList(),
                period.days().stream().map(DayView::of).toList(),
                review.hours(),
                review.responders().stream().map(ResponderView::of).toList(),
                review.deliveries()
                        .map(all -> all.stream().map(DeliveryView::of).toList())
                        .orElse(null),
                review.silentRules().orElse(null),
                review.proposals().stream().map(ProposalView::of).toList());
    }

    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
