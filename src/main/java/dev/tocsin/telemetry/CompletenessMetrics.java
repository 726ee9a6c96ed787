package dev.tocsin.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** How complete the record of alerts is. */
@ApplicationScoped
public class CompletenessMetrics {

    /** Where it is looked up what nobody told. */
    public enum Source {
        BACKFILL,
        POLL
    }

    /** How a look-up went. */
    public enum Outcome {
        DONE,
        /** The upstream or the database did not answer; the next one starts where this one did. */
        FAILED
    }

    /** What a look-up found. */
    public enum Found {
        EPISODE,
        END,
        /** That Prometheus knows too what only Alertmanager had told. */
        CONFIRMATION
    }

    private final MetricRegistry registry;
    private final Map<Reason, Integer> oneSided = new ConcurrentHashMap<>();

    /** For the CDI proxy. */
    CompletenessMetrics() {
        registry = null;
    }

    @Inject
    public CompletenessMetrics(MetricRegistry registry) {
        this.registry = registry;
        for (var source : Source.values()) {
            for (var outcome : Outcome.values()) {
                count(Metric.ALERT_RECONCILIATIONS, source, "outcome", outcome, 0);
            }
            for (var found : Found.values()) {
                count(Metric.ALERT_RECONCILED, source, "what", found, 0);
            }
        }
        for (var reason : Reason.values()) {
            registry.gauge(
                    Metric.ALERT_ONE_SIDED.metadata(),
                    () -> oneSided.getOrDefault(reason, 0),
                    new Tag("reason", Label.of(reason)));
        }
    }

    /** Sets how many episodes of the last day only one side knows. */
    public void oneSided(Map<Reason, Integer> reasons) {
        oneSided.putAll(reasons);
    }

    public void lookedUp(Source source, Outcome outcome) {
        count(Metric.ALERT_RECONCILIATIONS, source, "outcome", outcome, 1);
    }

    public void found(Source source, Found what) {
        count(Metric.ALERT_RECONCILED, source, "what", what, 1);
    }

    private void count(Metric metric, Source source, String label, Enum<?> value, int by) {
        registry.counter(metric.metadata(), new Tag("witness", Label.of(source)), new Tag(label, Label.of(value)))
                .inc(by);
    }
}
