package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Fingerprint;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonException;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Asks Prometheus every few seconds whose condition holds, and keeps the values of the last minutes; whoever reads never
 * waits. While Prometheus does not answer nothing is known of conditions.
 */
@ApplicationScoped
public class Conditions {

    private static final long PERIOD_SECONDS = 5;

    private final PrometheusMemory prometheus;
    private final Trends trends = new Trends();

    @Resource
    private ManagedScheduledExecutorService executor;

    private Future<?> asking;
    private volatile List<Condition> now = List.of();

    /** For the CDI proxy. */
    Conditions() {
        prometheus = null;
    }

    @Inject
    Conditions(PrometheusMemory prometheus) {
        this.prometheus = prometheus;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started) {
        asking = executor.scheduleWithFixedDelay(this::ask, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        asking.cancel(false);
    }

    /** Those that hold, pending and firing. */
    public List<Condition> now() {
        return now;
    }

    /** The last values of each that holds, the newest at the end; never empty lists. */
    public Map<Fingerprint, List<Double>> values() {
        return trends.all();
    }

    /** That Prometheus is away is counted by its own metrics and shown on the page. */
    private void ask() {
        try {
            now = prometheus.conditions();
            trends.add(now);
        } catch (WebApplicationException
                | ProcessingException
                | JsonException
                | IllegalArgumentException
                | ClassCastException
                | NullPointerException e) {
            now = List.of();
        }
    }
}
