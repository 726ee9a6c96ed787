package dev.tocsin.ops;

import dev.tocsin.alerting.audit.EpisodeRecord;
import dev.tocsin.alerting.audit.EpisodeRecord.Filter;
import dev.tocsin.alerting.audit.Responses;
import dev.tocsin.alerting.model.Episode;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The record of alerts, for reading. */
@Path("/alerts")
@Produces(MediaType.APPLICATION_JSON)
public class AlertsResource {

    private static final int MOST = 1000;

    /**
     * @param total how many there are, listed here or not
     */
    public record Listing(Instant now, int total, List<AlertView> alerts) {}

    private final EpisodeRecord episodes;
    private final Responses responses;

    @Inject
    public AlertsResource(EpisodeRecord episodes, Responses responses) {
        this.episodes = episodes;
        this.responses = responses;
    }

    /** In the order of {@link Filter}. */
    @GET
    public Listing list(
            @QueryParam("state") @DefaultValue("firing") String state,
            @QueryParam("limit") @DefaultValue("500") String limit) {
        var filter = filter(state);
        var now = Instant.now();
        var found = episodes.find(filter, limit(limit));
        var answers = responses.find(found.stream().map(Episode::id).toList());
        var views = found.stream()
                .map(episode -> AlertView.of(episode, answers.get(episode.id()), now))
                .toList();
        return new Listing(now, episodes.count(filter), views);
    }

    private static Filter filter(String state) {
        return Arrays.stream(Filter.values())
                .filter(filter -> filter.name().toLowerCase(Locale.ROOT).equals(state))
                .findFirst()
                .orElseThrow(() -> new BadRequestException("state: expected firing, resolved or all"));
    }

    private static int limit(String limit) {
        if (limit.matches("\\d{1,4}") && Integer.parseInt(limit) >= 1 && Integer.parseInt(limit) <= MOST) {
            return Integer.parseInt(limit);
        }
        throw new BadRequestException("limit: expected a number from 1 to " + MOST);
    }
}
