package dev.tocsin.ops;

import dev.tocsin.alerting.model.Fingerprint;
import dev.tocsin.alerting.upstream.Condition;
import dev.tocsin.alerting.upstream.Conditions;
import dev.tocsin.alerting.upstream.Muted;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What is so now and on no record: alerts about to fire, the values of those that do, and whom nobody is told of. */
@Path("/conditions")
@Produces(MediaType.APPLICATION_JSON)
public class ConditionsResource {

    private static final int MOST_PENDING = 500;

    /**
     * @param grafana where the dashboards are; null if there are none
     * @param pending those that fire next first
     * @param values of what holds, by fingerprint, the newest at the end
     * @param muted what keeps Alertmanager quiet about an alert, by fingerprint: silenced, inhibited or muted
     */
    public record View(
            Instant now,
            String grafana,
            List<PendingView> pending,
            Map<String, List<Double>> values,
            Map<String, String> muted) {}

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
    private final Muted muted;
    private final Optional<String> grafana;

    @Inject
    public ConditionsResource(
            Conditions conditions, Muted muted, @ConfigProperty(name = "tocsin.grafana.url") Optional<String> grafana) {
        this.conditions = conditions;
        this.muted = muted;
        this.grafana = grafana;
    }

    @GET
    public View get() {
        var values = new TreeMap<String, List<Double>>();
        conditions
                .values()
                .forEach((Fingerprint fingerprint, List<Double> last) -> values.put(fingerprint.hex(), last));
        var quiet = new TreeMap<String, String>();
        muted.now()
                .forEach((fingerprint, kind) ->
                        quiet.put(fingerprint.hex(), kind.name().toLowerCase(Locale.ROOT)));
        return new View(
                Instant.now(),
                grafana.orElse(null),
                conditions.now().stream()
                        .filter(condition -> !condition.isFiring())
                        .sorted(Comparator.comparing(Condition::firesAt))
                        .limit(MOST_PENDING)
                        .map(PendingView::of)
                        .toList(),
                values,
                quiet);
    }
}
