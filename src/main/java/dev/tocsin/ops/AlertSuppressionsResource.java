package dev.tocsin.ops;

import dev.tocsin.alerting.audit.Suppressions;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What kept Alertmanager from telling of an alert, as far as it was seen to. */
@Path("/alerts/{id}/suppressions")
@Produces(MediaType.APPLICATION_JSON)
public class AlertSuppressionsResource {

    /** All of them, what was seen first at the front. */
    public record View(List<SuppressionView> suppressions) {}

    /**
     * One of them.
     *
     * @param by the silence's id, the other alert's fingerprint, or the time interval's name
     */
    public record SuppressionView(String kind, String by, Instant firstSeenAt, Instant lastSeenAt) {

        static SuppressionView of(Suppressions.Seen seen) {
            return new SuppressionView(
                    seen.suppression().kind().name().toLowerCase(Locale.ROOT),
                    seen.suppression().by(),
                    seen.firstAt(),
                    seen.lastAt());
        }
    }

    private final Alerts alerts;
    private final Suppressions suppressions;

    @Inject
    public AlertSuppressionsResource(Alerts alerts, Suppressions suppressions) {
        this.alerts = alerts;
        this.suppressions = suppressions;
    }

    @GET
    public View get(@PathParam("id") String id) {
        var episode = alerts.find(id);
        return new View(suppressions.seen(episode.id()).stream()
                .map(SuppressionView::of)
                .toList());
    }
}
