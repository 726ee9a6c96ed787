package dev.tocsin.lifecycle;

import dev.tocsin.realtime.Connections;
import dev.tocsin.telemetry.LogEvents;
import dev.tocsin.telemetry.ShutdownMetrics;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The way down: on SIGTERM every client is told 1012 (service restart) while its connection still stands, then the
 * container stops; the time from the first of it to the end of the application is recorded.
 */
@WebListener
public class Shutdown implements ServletContextListener {

    private static final System.Logger LOG = LogEvents.logger(Shutdown.class);
    private static final int CLOSERS = 16;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(8);

    private final Connections connections;
    private final ShutdownMetrics metrics;
    private TerminationSignal signal;
    private volatile long beganAt;

    @Inject
    public Shutdown(Connections connections, ShutdownMetrics metrics) {
        this.connections = connections;
        this.metrics = metrics;
    }

    @Override
    public void contextInitialized(ServletContextEvent started) {
        try {
            signal = new TerminationSignal();
            signal.precede(this::sayGoodbye);
        } catch (ReflectiveOperationException e) {
            LOG.log(System.Logger.Level.WARNING, "sigterm_unhandled", e);
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent stopping) {
        begin();
        try {
            if (signal != null) {
                signal.restore();
            }
        } catch (ReflectiveOperationException e) {
            LOG.log(System.Logger.Level.WARNING, "sigterm_handler_stays", e);
        }
        metrics.record(Duration.ofNanos(System.nanoTime() - beganAt));
    }

    private void begin() {
        if (beganAt == 0) {
            beganAt = System.nanoTime();
        }
    }

    /** A close waits for the client's answer, so threads do it that nothing else waits for. */
    private void sayGoodbye() {
        begin();
        var closers = Executors.newFixedThreadPool(CLOSERS, task -> {
            var thread = new Thread(task, "goodbye");
            thread.setDaemon(true);
            return thread;
        });
        connections.closings().forEach(closers::execute);
        closers.shutdown();
        try {
            if (!closers.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "clients_not_told", CLOSE_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
