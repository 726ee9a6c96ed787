package dev.tocsin.alerting.upstream;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Asks Prometheus and Alertmanager every few seconds whether they are there; whoever reads the answer never waits. */
@ApplicationScoped
public class Upstreams {

    private static final long PERIOD_SECONDS = 5;

    private final PrometheusApi prometheusApi;
    private final AlertmanagerApi alertmanagerApi;
    private final Clock clock;

    @Resource
    private ManagedScheduledExecutorService executor;

    private Future<?> asking;
    private volatile Reachability prometheus;
    private volatile Reachability alertmanager;

    /** For the CDI proxy. */
    Upstreams() {
        prometheusApi = null;
        alertmanagerApi = null;
        clock = null;
    }

    @Inject
    Upstreams(@RestClient PrometheusApi prometheusApi, @RestClient AlertmanagerApi alertmanagerApi) {
        this.prometheusApi = prometheusApi;
        this.alertmanagerApi = alertmanagerApi;
        this.clock = Clock.systemUTC();
        var now = clock.instant();
        prometheus = new Reachability(now, now, Optional.of("not asked yet"));
        alertmanager = prometheus;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started) {
        asking = executor.scheduleWithFixedDelay(this::ask, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        asking.cancel(false);
    }

    public Reachability prometheus() {
        return prometheus;
    }

    public Reachability alertmanager() {
        return alertmanager;
    }

    private void ask() {
        prometheus = prometheus.next(clock.instant(), problem(prometheusApi::ready));
        alertmanager = alertmanager.next(clock.instant(), problem(alertmanagerApi::status));
    }

    private static Optional<String> problem(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (RuntimeException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return Optional.of(root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage());
        }
    }
}
