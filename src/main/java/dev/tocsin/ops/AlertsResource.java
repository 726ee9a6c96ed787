package dev.tocsin.ops;

import dev.tocsin.alerting.audit.EpisodePlace;
import dev.tocsin.alerting.audit.EpisodeQuery;
import dev.tocsin.alerting.audit.EpisodeQuery.State;
import dev.tocsin.alerting.audit.EpisodeRecord;
import dev.tocsin.alerting.audit.Responses;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Fingerprint;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Matcher;
import dev.tocsin.alerting.model.Witness;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The record of alerts, for reading. */
@Path("/alerts")
@Produces(MediaType.APPLICATION_JSON)
public class AlertsResource {

    private static final int MOST = 1000;
    private static final int USUAL = 500;

    /** Those that ask for one label each. */
    private static final Map<String, String> LABELS =
            Map.of("name", Labels.ALERT_NAME, "severity", "severity", "team", "team");

    private static final List<String> KNOWN = List.of(
            "state",
            "from",
            "to",
            "name",
            "severity",
            "team",
            "filter",
            "text",
            "witness",
            "fingerprint",
            "cursor",
            "limit");

    /**
     * @param total how many there are, listed here or not; only on the first page
     * @param totalIsExact false if there may be more
     * @param next the cursor of the next page; null if there is none
     */
    public record Listing(Instant now, Integer total, Boolean totalIsExact, String next, List<AlertView> alerts) {}

    private final EpisodeRecord episodes;
    private final Responses responses;

    @Inject
    public AlertsResource(EpisodeRecord episodes, Responses responses) {
        this.episodes = episodes;
        this.responses = responses;
    }

    /** In the order of {@link State}. */
    @GET
    public Listing list(@Context UriInfo uri) {
        var query = query(new Parameters(uri.getQueryParameters(), KNOWN));
        var page = episodes.find(query);
        var answers = responses.find(page.episodes().stream().map(Episode::id).toList());
        var now = Instant.now();
        boolean isFirst = query.after().isEmpty();
        return new Listing(
                now,
                isFirst ? page.total() : null,
                isFirst ? page.totalIsExact() : null,
                page.next().map(EpisodePlace::cursor).orElse(null),
                page.episodes().stream()
                        .map(episode -> AlertView.of(episode, answers.get(episode.id()), now))
                        .toList());
    }

    private static EpisodeQuery query(Parameters given) {
        var state = given.one("state", State.class).orElse(State.FIRING);
        return new EpisodeQuery(
                state,
                given.instant("from"),
                given.instant("to"),
                matchers(given),
                given.text("text"),
                given.one("witness", Witness.class),
                given.one("fingerprint", "16 hexadecimal digits", Fingerprint::parse),
                given.one("cursor", "what next said, for the same state", text -> EpisodePlace.parse(state, text)),
                (int) given.number("limit", USUAL, 1, MOST));
    }

    private static List<Matcher> matchers(Parameters given) {
        var matchers = new ArrayList<Matcher>();
        LABELS.forEach((parameter, label) -> {
            var values = Set.copyOf(given.texts(parameter));
            if (!values.isEmpty()) {
                matchers.add(Matcher.oneOf(label, values));
            }
        });
        for (var filter : given.texts("filter")) {
            try {
                matchers.add(Matcher.parse(filter));
            } catch (IllegalArgumentException e) {
                throw new BadRequestException("filter: " + e.getMessage(), e);
            }
        }
        return matchers;
    }
}
