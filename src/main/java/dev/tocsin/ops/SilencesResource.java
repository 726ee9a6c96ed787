package dev.tocsin.ops;

import dev.tocsin.alerting.response.Silences;
import dev.tocsin.alerting.response.UnconfirmedException;
import dev.tocsin.alerting.upstream.Silence;
import dev.tocsin.alerting.upstream.Silence.Condition;
import dev.tocsin.telemetry.ResponseMetrics.Action;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Alertmanager's silences, and what one would mute before anybody makes it. */
@Path("/silences")
@Produces(MediaType.APPLICATION_JSON)
public class SilencesResource {

    private static final int USUALLY_LISTED = 200;
    private static final int MOST_LISTED = 1000;
    private static final int MOST_MATCHERS = 64;
    private static final int MOST_CHARACTERS = 1000;
    private static final int USUAL_DAYS = 7;
    private static final int MOST_DAYS = 90;
    private static final String ONE = "/{id: [0-9a-fA-F-]{36}}";
    private static final String LABEL_NAME = "[a-zA-Z_][a-zA-Z0-9_]*";

    /**
     * @param total how many Alertmanager knows, listed here or not
     */
    public record Listing(int total, List<SilenceView> silences) {}

    private final Silences silences;
    private final Bodies bodies;
    private final Duration most;

    @Inject
    public SilencesResource(
            Silences silences, Bodies bodies, @ConfigProperty(name = "tocsin.response.max-silence") Duration most) {
        this.silences = silences;
        this.bodies = bodies;
        this.most = most;
    }

    @GET
    public Listing list(@Context UriInfo uri) {
        long limit = new Parameters(uri.getQueryParameters(), List.of("limit"))
                .number("limit", USUALLY_LISTED, 1, MOST_LISTED);
        var all = silences.all();
        var first = all.stream().limit(limit);
        return new Listing(all.size(), first.map(SilenceView::of).toList());
    }

    @POST
    @Path("/preview")
    @Consumes(MediaType.APPLICATION_JSON)
    public PreviewView preview(InputStream body) {
        var given = bodies.read(body, "matchers", "days");
        var days = given.number("days", 1, MOST_DAYS, USUAL_DAYS);
        return PreviewView.of(silences.preview(conditions(given), Duration.ofDays(days)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Counts(Action.SILENCE)
    public Response create(InputStream body, @Context SecurityContext security) {
        var given = bodies.read(body, "matchers", "startsAt", "endsAt", "duration", "comment", "confirm");
        var now = Instant.now();
        var startsAt = given.instant("startsAt").orElse(now);
        if (startsAt.isAfter(now.plus(most))) {
            throw JsonBody.expected("startsAt", "a time at most " + most + " ahead");
        }
        var begins = startsAt.isBefore(now) ? now : startsAt;
        var terms = new Silence.Terms(
                conditions(given),
                begins,
                Until.of(given, "endsAt", begins, Optional.empty(), most),
                security.getUserPrincipal().getName(),
                given.text("comment", MOST_CHARACTERS));
        try {
            var silence = silences.create(terms, given.flag("confirm", false));
            return Response.status(Status.CREATED)
                    .entity(SilenceView.of(silence))
                    .build();
        } catch (UnconfirmedException e) {
            return Problem.response(Status.CONFLICT, e.getMessage(), PreviewView.of(e.preview()))
                    .build();
        }
    }

    /** Another end, later or sooner. */
    @PUT
    @Path(ONE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Counts(Action.EXTEND_SILENCE)
    public SilenceView extend(@PathParam("id") String id, InputStream body, @Context SecurityContext security) {
        var given = bodies.read(body, "endsAt", "duration");
        var endsAt = Until.of(given, "endsAt", Instant.now(), Optional.empty(), most);
        return known(id, silences.extend(id, endsAt, security.getUserPrincipal().getName()));
    }

    @DELETE
    @Path(ONE)
    @Counts(Action.EXPIRE_SILENCE)
    public SilenceView expire(@PathParam("id") String id, @Context SecurityContext security) {
        return known(id, silences.expire(id, security.getUserPrincipal().getName()));
    }

    private static SilenceView known(String id, Optional<Silence> silence) {
        return silence.map(SilenceView::of)
                .orElseThrow(() -> new NotFoundException("Alertmanager knows no silence " + id));
    }

    private static List<Condition> conditions(JsonBody given) {
        return given.elements("matchers", MOST_MATCHERS, Set.of("name", "value", "isRegex", "isEqual")).stream()
                .map(SilencesResource::condition)
                .toList();
    }

    private static Condition condition(JsonBody matcher) {
        var name = matcher.text("name", MOST_CHARACTERS);
        if (!name.matches(LABEL_NAME)) {
            throw JsonBody.expected(matcher.at("name"), "a label's name");
        }
        return new Condition(
                name,
                matcher.verbatim("value", MOST_CHARACTERS)
                        .orElseThrow(() -> JsonBody.expected(matcher.at("value"), "a text")),
                matcher.flag("isRegex", false),
                matcher.flag("isEqual", true));
    }
}
