package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Fingerprint;
import dev.tocsin.alerting.model.Suppression;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Asks Alertmanager every few seconds which alerts it tells nobody of; whoever reads never waits. */
@ApplicationScoped
public class Muted {

    private static final long PERIOD_SECONDS = 5;

    private final AlertmanagerList alertmanager;

    @Resource
    private ManagedScheduledExecutorService executor;

    private Future<?> asking;
    private volatile Map<Fingerprint, Suppression.Kind> now = Map.of();

    /** For the CDI proxy. */
    Muted() {
        alertmanager = null;
    }

    @Inject
    Muted(AlertmanagerList alertmanager) {
        this.alertmanager = alertmanager;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started) {
        asking = executor.scheduleWithFixedDelay(this::ask, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        asking.cancel(false);
    }

    /** What keeps each of them quiet; empty while Alertmanager does not answer. */
    public Map<Fingerprint, Suppression.Kind> now() {
        return now;
    }

    /** That Alertmanager is away is shown on the page and counted by the comparisons with it. */
    private void ask() {
        try {
            now = alertmanager.alerts().stream()
                    .filter(listed -> !listed.suppressions().isEmpty())
                    .collect(Collectors.toUnmodifiableMap(
                            listed -> listed.alert().labels().fingerprint(),
                            listed -> listed.suppressions().get(0).kind(),
                            (first, second) -> first));
        } catch (WebApplicationException | ProcessingException | IllegalArgumentException | ClassCastException e) {
            now = Map.of();
        }
    }
}
