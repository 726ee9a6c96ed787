package dev.tocsin.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Where the audit log's chain ends, for Prometheus to remember: whoever cuts the log cannot cut it there. */
@ApplicationScoped
public class AuditMetrics {

    private final MetricRegistry registry;

    /** For the CDI proxy. */
    AuditMetrics() {
        registry = null;
    }

    @Inject
    public AuditMetrics(MetricRegistry registry) {
        this.registry = registry;
    }

    /** Registers both gauges; they are read one after the other at each scrape. */
    public void observeChain(LongSupplier length, LongSupplier head) {
        registry.gauge(Metric.ALERT_CHAIN_LENGTH.metadata(), length::getAsLong);
        registry.gauge(Metric.ALERT_CHAIN_HEAD.metadata(), head::getAsLong);
    }
}
