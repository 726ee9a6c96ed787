package dev.tocsin.alerting.response;

import dev.tocsin.alerting.audit.Actor;
import dev.tocsin.alerting.audit.Deed;
import dev.tocsin.alerting.audit.Kind;
import dev.tocsin.alerting.audit.Responses;
import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Response.Condition;
import dev.tocsin.alerting.model.Response.Resolution;
import dev.tocsin.alerting.upstream.Alertmanager;
import dev.tocsin.alerting.upstream.Prometheus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Ends episodes by hand. Nobody can end what Prometheus sees: where the condition holds it tells of the alert again, and
 * the record then says that it fires still (docs/decisions/0004).
 */
@ApplicationScoped
public class Resolutions {

    private final Responses responses;
    private final Prometheus prometheus;
    private final Alertmanager alertmanager;
    private final Clock clock;

    /** For the CDI proxy. */
    Resolutions() {
        responses = null;
        prometheus = null;
        alertmanager = null;
        clock = null;
    }

    @Inject
    Resolutions(Responses responses, Prometheus prometheus, Alertmanager alertmanager) {
        this.responses = responses;
        this.prometheus = prometheus;
        this.alertmanager = alertmanager;
        this.clock = Clock.systemUTC();
    }

    /** @throws ConflictException if the episode has ended */
    public void resolve(Episode episode, long seen, String by, String reason) {
        if (episode.end().isPresent()) {
            throw new ConflictException("the alert has ended");
        }
        var condition = prometheus
                .fires(episode.labels())
                .map(fires -> fires ? Condition.HOLDS : Condition.GONE)
                .orElse(Condition.UNKNOWN);
        var now = clock.instant();
        alertmanager.resolve(
                new Alert(
                        episode.labels(),
                        episode.annotations(),
                        episode.startsAt(),
                        Optional.of(now),
                        episode.generatorUrl()),
                now);
        // What is asked from now on is answered by an Alertmanager that knows of the end.
        var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var details = Details.of(episode.labels())
                .add("reason", reason)
                .add("condition", condition.label())
                .build();
        responses.endByHand(
                new Deed(Actor.user(by), Kind.RESOLVED_BY_HAND, episode.id(), details),
                OptionalLong.of(seen),
                new Resolution(by, at, reason, condition));
    }
}
