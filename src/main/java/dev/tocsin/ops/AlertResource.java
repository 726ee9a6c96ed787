package dev.tocsin.ops;

import dev.tocsin.alerting.audit.AuditLog;
import dev.tocsin.alerting.model.Verdict;
import dev.tocsin.alerting.response.Acknowledgements;
import dev.tocsin.alerting.response.Remarks;
import dev.tocsin.alerting.response.Resolutions;
import dev.tocsin.telemetry.ResponseMetrics.Action;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** One alert, and what people do about it. */
@Path("/alerts/{id}")
@Produces(MediaType.APPLICATION_JSON)
public class AlertResource {

    private static final int MOST_CHARACTERS = 4000;
    private static final int USUAL_EVENTS = 200;
    private static final int MOST_EVENTS = 500;

    /**
     * @param next what to ask for as {@code after} to see more; null if there is no more
     */
    public record Timeline(List<EventView> events, Long next) {}

    private final Alerts alerts;
    private final Acknowledgements acknowledgements;
    private final Resolutions resolutions;
    private final Remarks remarks;
    private final AuditLog log;
    private final Bodies bodies;
    private final Duration usual;
    private final Duration most;

    @Inject
    public AlertResource(
            Alerts alerts,
            Acknowledgements acknowledgements,
            Resolutions resolutions,
            Remarks remarks,
            AuditLog log,
            Bodies bodies,
            @ConfigProperty(name = "tocsin.response.default-acknowledgement") Duration usual,
            @ConfigProperty(name = "tocsin.response.max-acknowledgement") Duration most) {
        this.alerts = alerts;
        this.acknowledgements = acknowledgements;
        this.resolutions = resolutions;
        this.remarks = remarks;
        this.log = log;
        this.bodies = bodies;
        this.usual = usual;
        this.most = most;
    }

    @GET
    public Response get(@PathParam("id") String id) {
        return alerts.show(id).build();
    }

    /** What happened to it, the first things first, however long it is. */
    @GET
    @Path("/events")
    public Timeline events(@PathParam("id") String id, @Context UriInfo uri) {
        var given = new Parameters(uri.getQueryParameters(), List.of("after", "limit"));
        var episode = alerts.find(id);
        int wanted = (int) given.number("limit", USUAL_EVENTS, 1, MOST_EVENTS);
        var events = log.about(episode.id(), given.number("after", 0, 0, Long.MAX_VALUE), wanted).stream()
                .map(EventView::of)
                .toList();
        return new Timeline(
                events, events.size() == wanted ? events.get(wanted - 1).seq() : null);
    }

    @POST
    @Path("/acknowledgement")
    @Consumes(MediaType.APPLICATION_JSON)
    @Counts(Action.ACKNOWLEDGE)
    public Response acknowledge(@BeanParam Asked asked, InputStream body) {
        var given = bodies.read(body, "note", "expiresAt", "duration");
        var note = given.optionalText("note", MOST_CHARACTERS);
        var until = Until.of(given, "expiresAt", Instant.now(), Optional.of(usual), most);
        return alerts.change(
                asked, (episode, seen) -> acknowledgements.acknowledge(episode, seen, asked.user(), until, note));
    }

    @DELETE
    @Path("/acknowledgement")
    @Counts(Action.WITHDRAW)
    public Response withdraw(@BeanParam Asked asked) {
        return alerts.change(asked, (episode, seen) -> acknowledgements.withdraw(episode, seen, asked.user()));
    }

    @POST
    @Path("/resolution")
    @Consumes(MediaType.APPLICATION_JSON)
    @Counts(Action.RESOLVE)
    public Response resolve(@BeanParam Asked asked, InputStream body) {
        var reason = bodies.read(body, "reason").text("reason", MOST_CHARACTERS);
        return alerts.change(asked, (episode, seen) -> resolutions.resolve(episode, seen, asked.user(), reason));
    }

    @POST
    @Path("/notes")
    @Consumes(MediaType.APPLICATION_JSON)
    @Counts(Action.NOTE)
    public Response note(@BeanParam Asked asked, InputStream body) {
        var text = bodies.read(body, "text").text("text", MOST_CHARACTERS);
        return alerts.change(asked, (episode, seen) -> remarks.note(episode, seen, asked.user(), text));
    }

    @POST
    @Path("/verdict")
    @Consumes(MediaType.APPLICATION_JSON)
    @Counts(Action.JUDGE)
    public Response judge(@BeanParam Asked asked, InputStream body) {
        var given = bodies.read(body, "verdict", "reason");
        var verdict = Verdict.ofLabel(given.text("verdict", MOST_CHARACTERS))
                .orElseThrow(() -> JsonBody.expected("verdict", "real, false_positive, noise or drill"));
        var reason = given.optionalText("reason", MOST_CHARACTERS);
        return alerts.change(asked, (episode, seen) -> remarks.judge(episode, seen, asked.user(), verdict, reason));
    }
}
