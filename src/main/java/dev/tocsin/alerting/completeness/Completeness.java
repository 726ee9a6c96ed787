package dev.tocsin.alerting.completeness;

import dev.tocsin.alerting.audit.EpisodeSearch;
import dev.tocsin.alerting.audit.Suppressions;
import dev.tocsin.alerting.audit.Truncations;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.upstream.Alertmanager;
import dev.tocsin.alerting.upstream.Outage;
import dev.tocsin.alerting.upstream.Outages;
import dev.tocsin.alerting.upstream.Silence;
import dev.tocsin.alerting.upstream.UpstreamException;
import dev.tocsin.telemetry.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which episodes only one side knows, and why. */
@ApplicationScoped
public class Completeness {

    private static final int MOST_GAPS = 1000;
    private static final Duration A_DAY = Duration.ofDays(1);

    /**
     * What was found of the episodes that began in a time.
     *
     * @param to until when they are judged: what has just begun may still be told
     * @param episodes how many there are in all
     * @param gaps the first thousand of them that only one side knows
     * @param isCut whether there are more
     * @param unanswered the upstreams that did not answer, so that what they would explain stays unknown
     */
    public record Report(
            Instant from,
            Instant to,
            int episodes,
            List<Gap> gaps,
            boolean isCut,
            List<Outage> serviceOutages,
            List<Outage> alertmanagerOutages,
            List<String> unanswered) {}

    private final EpisodeSearch search;
    private final Suppressions suppressions;
    private final Truncations truncations;
    private final Alertmanager alertmanager;
    private final Outages outages;
    private final Clock clock = Clock.systemUTC();
    private final Duration notifiedWithin;
    private final Duration patience;
    private final String serviceJob;
    private final String alertmanagerJob;

    /** For the CDI proxy. */
    Completeness() {
        search = null;
        suppressions = null;
        truncations = null;
        alertmanager = null;
        outages = null;
        notifiedWithin = null;
        patience = null;
        serviceJob = null;
        alertmanagerJob = null;
    }

    @Inject
    Completeness(
            EpisodeSearch search,
            Suppressions suppressions,
            Truncations truncations,
            Alertmanager alertmanager,
            Outages outages,
            @ConfigProperty(name = "tocsin.completeness.notified-within") Duration notifiedWithin,
            @ConfigProperty(name = "tocsin.completeness.patience") Duration patience,
            @ConfigProperty(name = "tocsin.completeness.service-job") String serviceJob,
            @ConfigProperty(name = "tocsin.completeness.alertmanager-job") String alertmanagerJob) {
        this.search = search;
        this.suppressions = suppressions;
        this.truncations = truncations;
        this.alertmanager = alertmanager;
        this.outages = outages;
        this.notifiedWithin = notifiedWithin;
        this.patience = patience;
        this.serviceJob = serviceJob;
        this.alertmanagerJob = alertmanagerJob;
    }

    /** The episodes that began in a time, as far as both sides have had the time to tell of them. */
    public Report report(Instant from, Instant to) {
        var now = clock.instant();
        var judgeable = now.minus(patience).minus(notifiedWithin);
        var until = to.isBefore(judgeable) ? to : judgeable;
        var oneSided = search.oneSided(from, until, MOST_GAPS + 1);
        var first = oneSided.subList(0, Math.min(oneSided.size(), MOST_GAPS));
        var unanswered = new ArrayList<String>();
        var evidence = first.isEmpty()
                ? new Evidence(notifiedWithin, patience, List.of(), List.of(), List.of(), List.of())
                : evidence(from, now, unanswered);
        var explanation = new Explanation(evidence, now);
        return new Report(
                from,
                until,
                search.count(from, until),
                first.stream().map(episode -> explain(explanation, episode)).toList(),
                oneSided.size() > MOST_GAPS,
                evidence.serviceOutages(),
                evidence.alertmanagerOutages(),
                unanswered);
    }

    /** How many episodes of the last day only one side knows, by reason; every reason is there. */
    Map<Reason, Integer> reasons(Instant now) {
        var reasons = new EnumMap<Reason, Integer>(Reason.class);
        for (var reason : Reason.values()) {
            reasons.put(reason, 0);
        }
        report(now.minus(A_DAY), now).gaps().forEach(gap -> reasons.merge(gap.reason(), 1, Integer::sum));
        return reasons;
    }

    private Gap explain(Explanation explanation, Episode episode) {
        var earlier = search.last(
                episode.id().fingerprint(), Instant.EPOCH, episode.startsAt().minusMillis(1));
        return explanation.of(episode, suppressions.of(episode.id()), earlier);
    }

    private Evidence evidence(Instant from, Instant to, List<String> unanswered) {
        List<Silence> silences = asked("alertmanager", unanswered, alertmanager::silences);
        List<Outage> service = asked("prometheus", unanswered, () -> outages.ofService(serviceJob, patience, from, to));
        List<Outage> alerting = asked("prometheus", unanswered, () -> outages.of(alertmanagerJob, from, to));
        return new Evidence(notifiedWithin, patience, silences, service, alerting, truncations.between(from, to));
    }

    private static <T> List<T> asked(String upstream, List<String> unanswered, Supplier<List<T>> question) {
        try {
            return question.get();
        } catch (WebApplicationException | ProcessingException | UpstreamException e) {
            if (!unanswered.contains(upstream)) {
                unanswered.add(upstream);
            }
            return List.of();
        }
    }
}
