package dev.tocsin.lifecycle;

import dev.tocsin.telemetry.LogEvents;
import dev.tocsin.telemetry.ShutdownMetrics;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import jakarta.servlet.ServletContext;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The way down, on SIGTERM or when it is asked for: the service is drained while connections still stand, then the
 * container stops; the time from the first of it to the end of the application is recorded.
 */
@ApplicationScoped
public class Shutdown {

    private static final System.Logger LOG = LogEvents.logger(Shutdown.class);

    private final Drain drain;
    private final ShutdownMetrics metrics;
    private final AtomicBoolean wasAskedFor = new AtomicBoolean();
    private TerminationSignal signal;

    /** For the CDI proxy. */
    Shutdown() {
        drain = null;
        metrics = null;
    }

    @Inject
    Shutdown(Drain drain, ShutdownMetrics metrics) {
        this.drain = drain;
        this.metrics = metrics;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started) {
        try {
            signal = new TerminationSignal();
            signal.precede(this::drain);
        } catch (ReflectiveOperationException e) {
            LOG.log(System.Logger.Level.WARNING, "sigterm_unhandled", e);
        }
    }

    /** Drains the service and then stops the server; returns at once, and does nothing the second time. */
    public void request() {
        drain.refuseNew();
        if (wasAskedFor.compareAndSet(false, true)) {
            Drain.daemon(this::drainAndTerminate, "drain").start();
        }
    }

    private void drainAndTerminate() {
        drain();
        try {
            signal.raise();
        } catch (ReflectiveOperationException e) {
            LOG.log(System.Logger.Level.WARNING, "server_not_stopped", e);
        }
    }

    private void drain() {
        metrics.begin();
        drain.run();
    }

    /** After all else that does something at the end. */
    void end(
            @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) @BeforeDestroyed(ApplicationScoped.class)
                    ServletContext stopping) {
        metrics.begin();
        try {
            if (signal != null) {
                signal.restore();
            }
        } catch (ReflectiveOperationException e) {
            LOG.log(System.Logger.Level.WARNING, "sigterm_handler_stays", e);
        }
        metrics.end();
    }
}
