package dev.tocsin.ops;

import dev.tocsin.alerting.model.Fingerprint;
import dev.tocsin.alerting.upstream.Condition;
import dev.tocsin.alerting.upstream.Conditions;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What Prometheus measures now: alerts about to fire, and the values of those that do. */
@Path("/conditions")
@Produces(MediaType.APPLICATION_JSON)
public class ConditionsResource {

    private static final int MOST_PENDING = 500;

    /**
     * @param grafana where the dashboards are; null if there are none
     * @param pending those that fire next first
     * @param values of what holds, by fingerprint, the newest at the end
     */
    public record View(Instant now, String grafana, List<PendingView> pending, Map<String, List<Double>> values) {}

    /** An alert whose condition holds, and that fires at {@code firesAt} if it goes on. */
    public record PendingView(
            String fingerprint,
            String name,
            String severity,
            String team,
            String state,
            Map<String, String> labels,
            String summary,
            String description,
            Instant activeAt,
            Instant firesAt) {

        static PendingView of(Condition condition) {
            var labels = condition.labels();
            return new PendingView(
                    labels.fingerprint().hex(),
                    labels.alertName(),
                    labels.get("severity").orElse(null),
                    labels.get("team").orElse(null),
                    "pending",
                    labels.byName(),
                    condition.annotations().get("summary"),
                    condition.annotations().get("description"),
                    condition.activeAt(),
                    condition.firesAt());
        }
    }

    private final Conditions conditions;
    private final Optional<String> grafana;

    @Inject
    public ConditionsResource(
            Conditions conditions, @ConfigProperty(name = "tocsin.grafana.url") Optional<String> grafana) {
        this.conditions = conditions;
        this.grafana = grafana;
    }

    @GET
    public View get() {
        var values = new TreeMap<String, List<Double>>();
        conditions
                .values()
                .forEach((Fingerprint fingerprint, List<Double> last) -> values.put(fingerprint.hex(), last));
        return new View(
                Instant.now(),
                grafana.orElse(null),
                conditions.now().stream()
                        .filter(condition -> !condition.isFiring())
                        .sorted(Comparator.comparing(Condition::firesAt))
                        .limit(MOST_PENDING)
                        .map(PendingView::of)
                        .toList(),
                values);
    }
}
