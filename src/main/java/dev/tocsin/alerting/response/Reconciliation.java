package dev.tocsin.alerting.response;

import dev.tocsin.telemetry.LogEvents;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reconciles acknowledgements every few seconds, after a restart too; says once that it fails, and once that it does no more. */
@ApplicationScoped
class Reconciliation {

    private static final System.Logger LOG = LogEvents.logger(Reconciliation.class);

    private final Acknowledgements acknowledgements;
    private final Duration interval;

    @Resource
    private ManagedScheduledExecutorService executor;

    private Future<?> reconciling;
    private boolean isFailing;

    /** For the CDI proxy. */
    Reconciliation() {
        acknowledgements = null;
        interval = null;
    }

    @Inject
    Reconciliation(
            Acknowledgements acknowledgements,
            @ConfigProperty(name = "tocsin.response.reconcile-interval") Duration interval) {
        this.acknowledgements = acknowledgements;
        this.interval = interval;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started) {
        reconciling = executor.scheduleWithFixedDelay(
                this::reconcile, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        reconciling.cancel(false);
    }

    private void reconcile() {
        var attempts = new Attempts();
        attempts.at(() -> acknowledgements.reconcile(attempts));
        var failure = attempts.failure();
        if (failure.isPresent() && !isFailing) {
            LOG.log(System.Logger.Level.WARNING, "acknowledgements_adrift", failure.get());
        } else if (failure.isEmpty() && isFailing) {
            LOG.log(System.Logger.Level.INFO, "acknowledgements_reconciled");
        }
        isFailing = failure.isPresent();
    }
}
