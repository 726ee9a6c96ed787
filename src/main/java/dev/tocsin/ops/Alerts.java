package dev.tocsin.ops;

import dev.tocsin.alerting.audit.AuditLog;
import dev.tocsin.alerting.audit.EpisodeRecord;
import dev.tocsin.alerting.audit.Responses;
import dev.tocsin.alerting.audit.StaleRevisionException;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.Response.Status;
import java.time.Clock;

/** Shows one alert, and lets only those change it who have seen how it stands (RFC 9110, conditional requests). */
@ApplicationScoped
class Alerts {

    /** What is done about an episode by somebody who has seen a revision. */
    @FunctionalInterface
    interface Change {
        void on(Episode episode, long seen);
    }

    private final EpisodeRecord episodes;
    private final Responses responses;
    private final AuditLog log;
    private final Clock clock;

    /** For the CDI proxy. */
    Alerts() {
        episodes = null;
        responses = null;
        log = null;
        clock = null;
    }

    @Inject
    Alerts(EpisodeRecord episodes, Responses responses, AuditLog log) {
        this.episodes = episodes;
        this.responses = responses;
        this.log = log;
        this.clock = Clock.systemUTC();
    }

    Episode find(String id) {
        return EpisodeId.parse(id)
                .flatMap(episodes::find)
                .orElseThrow(() -> new NotFoundException("there is no alert " + id));
    }

    /** The alert and, as its tag, how often people have done something about it. */
    ResponseBuilder show(String id) {
        var episode = find(id);
        var response = responses.find(episode.id());
        return tagged(jakarta.ws.rs.core.Response.ok(AlertView.of(episode, response, clock.instant())), response);
    }

    /** Answers with the alert as it is then, or with why nothing was done. */
    jakarta.ws.rs.core.Response change(Asked asked, Change change) {
        var episode = find(asked.id());
        var response = responses.find(episode.id());
        var hasSeen = asked.hasSeen(response.revision());
        if (hasSeen.isEmpty()) {
            return tagged(
                            Problem.response(
                                    Status.PRECONDITION_REQUIRED,
                                    "If-Match: expected the ETag of the alert as you have seen it"),
                            response)
                    .build();
        }
        if (!hasSeen.get()) {
            return stale(episode);
        }
        try {
            change.on(episode, response.revision());
            return show(asked.id()).build();
        } catch (StaleRevisionException e) {
            return stale(episode);
        }
    }

    private jakarta.ws.rs.core.Response stale(Episode episode) {
        var response = responses.find(episode.id());
        var last = log.about(episode.id(), response.revision() - 1, 1).stream().findFirst();
        var detail = last.map(entry -> "meanwhile: " + entry.actor() + " " + entry.kind() + " at " + entry.recordedAt())
                .orElse("the alert is not as you have seen it");
        var view = AlertView.of(episode, response, clock.instant());
        return tagged(Problem.response(Status.PRECONDITION_FAILED, detail, view), response)
                .build();
    }

    private static ResponseBuilder tagged(ResponseBuilder answer, Response response) {
        return answer.tag(new EntityTag(Long.toString(response.revision())))
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
