package dev.tocsin.ops;

import dev.tocsin.alerting.completeness.Completeness;
import dev.tocsin.alerting.completeness.Gap;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Witness;
import dev.tocsin.alerting.upstream.Outage;
import dev.tocsin.telemetry.Reason;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What only one side knows, for auditors. */
@Path("/audit/completeness")
@Produces(MediaType.APPLICATION_JSON)
public class CompletenessResource {

    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /**
     * @param to until when episodes are judged: what has just begun may still be told
     * @param complete whether nothing is unexplained
     * @param cut whether there are more gaps than are listed
     * @param unanswered the upstreams that did not answer, so that what they would explain stays unknown
     */
    public record ReportView(
            Instant now,
            Instant from,
            Instant to,
            boolean complete,
            int episodes,
            int oneSided,
            int unexplained,
            Map<String, Integer> reasons,
            List<GapView> gaps,
            boolean cut,
            Map<String, List<OutageView>> outages,
            List<String> unanswered) {

        static ReportView of(Completeness.Report report) {
            var reasons = new TreeMap<String, Integer>();
            report.gaps().forEach(gap -> reasons.merge(label(gap.reason()), 1, Integer::sum));
            int unexplained = reasons.getOrDefault(label(Reason.UNKNOWN), 0);
            return new ReportView(
                    Instant.now(),
                    report.from(),
                    report.to(),
                    unexplained == 0 && !report.isCut(),
                    report.episodes(),
                    report.gaps().size(),
                    unexplained,
                    reasons,
                    report.gaps().stream().map(GapView::of).toList(),
                    report.isCut(),
                    Map.of(
                            "service",
                                    report.serviceOutages().stream()
                                            .map(OutageView::of)
                                            .toList(),
                            "alertmanager",
                                    report.alertmanagerOutages().stream()
                                            .map(OutageView::of)
                                            .toList()),
                    report.unanswered());
        }
    }

    /**
     * @param missing the side that does not know it: "fired" or "notified"
     * @param detail what explains it; null if the reason says it all
     */
    public record GapView(
            String id,
            String name,
            Instant startsAt,
            Instant endsAt,
            List<String> witnesses,
            String missing,
            String reason,
            String detail) {

        static GapView of(Gap gap) {
            var episode = gap.episode();
            return new GapView(
                    episode.id().toString(),
                    episode.labels().alertName(),
                    episode.startsAt(),
                    episode.end().map(Episode.End::at).orElse(null),
                    episode.sightings().keySet().stream().map(Witness::label).toList(),
                    gap.isNotified() ? "fired" : "notified",
                    label(gap.reason()),
                    gap.detail().isEmpty() ? null : gap.detail());
        }
    }

    /** When Prometheus found a program down. */
    public record OutageView(Instant from, Instant to) {

        static OutageView of(Outage outage) {
            return new OutageView(outage.from(), outage.to());
        }
    }

    private final Completeness completeness;

    @Inject
    public CompletenessResource(Completeness completeness) {
        this.completeness = completeness;
    }

    /** Of the last day, if no time is given. */
    @GET
    public ReportView get(@Context UriInfo uri) {
        var given = new Parameters(uri.getQueryParameters(), List.of("from", "to"));
        var end = given.instant("to").map(to -> known("to", to)).orElseGet(Instant::now);
        var begin = given.instant("from").map(from -> known("from", from)).orElseGet(() -> end.minus(A_DAY));
        if (!begin.isBefore(end)) {
            throw new BadRequestException("from: expected a time before to");
        }
        return ReportView.of(completeness.report(begin, end));
    }

    /** What Prometheus can be asked for too. */
    private static Instant known(String name, Instant at) {
        if (at.isBefore(Instant.EPOCH) || at.isAfter(LATEST)) {
            throw new BadRequestException(name + ": expected a time since 1970, before the year 10000");
        }
        return at;
    }

    private static String label(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
