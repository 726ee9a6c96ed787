package dev.tocsin.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** What became of the deliveries of alerts. */
@ApplicationScoped
public class WitnessMetrics {

    /** The endpoint that took a delivery. */
    public enum Intake {
        DIRECT,
        WEBHOOK
    }

    /** What became of it. */
    public enum Outcome {
        /** On the disk, answered 2xx. */
        STORED,
        /** Without the right token, answered 401. */
        UNAUTHORIZED,
        /** Not understood, in part or as a whole, and kept in quarantine; answered 2xx. */
        QUARANTINED,
        /** Encoded, broken off, too large or too slow, answered 415, 400, 413 or 408. */
        REJECTED,
        /** One too many at once, answered 503: the sender tries again. */
        OVERLOADED,
        /** Not stored, answered 503: the sender tries again. */
        FAILED
    }

    private final Map<Intake, Map<Outcome, Counter>> deliveries = new EnumMap<>(Intake.class);

    private final MetricRegistry registry;
    private final Counter truncated;

    /** For the CDI proxy. */
    WitnessMetrics() {
        registry = null;
        truncated = null;
    }

    @Inject
    public WitnessMetrics(MetricRegistry registry) {
        this.registry = registry;
        truncated = registry.counter(Metric.ALERT_TRUNCATED.metadata());
        for (var intake : Intake.values()) {
            var counters = new EnumMap<Outcome, Counter>(Outcome.class);
            for (var outcome : Outcome.values()) {
                counters.put(
                        outcome,
                        registry.counter(
                                Metric.ALERT_DELIVERIES.metadata(),
                                new Tag("witness", Label.of(intake)),
                                new Tag("outcome", Label.of(outcome))));
            }
            deliveries.put(intake, counters);
        }
    }

    /** Registers the gauge that tells after how many seconds without a beat a heart has stopped. */
    public void heartbeatTimeout(Duration timeout) {
        registry.gauge(Metric.ALERT_HEARTBEAT_TIMEOUT.metadata(), () -> timeout.toMillis() / 1000.0);
    }

    /** Registers the gauge that tells how many seconds ago the heart last beat. */
    public void observeHeartbeat(Intake intake, DoubleSupplier ageSeconds) {
        registry.gauge(
                Metric.ALERT_HEARTBEAT_AGE.metadata(), ageSeconds::getAsDouble, new Tag("witness", Label.of(intake)));
    }

    public void delivery(Intake intake, Outcome outcome) {
        deliveries.get(intake).get(outcome).inc();
    }

    /** Counts alerts that Alertmanager left out of a delivery. */
    public void truncated(int alerts) {
        truncated.inc(alerts);
    }
}
