package dev.tocsin.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Timer;

/**
 * How long shutdowns took. A process that shuts down is not scraped again, so each duration is written down, and the
 * histogram counts on from there after the restart. That a shutdown began is written first, and then how long it has
 * taken so far: one that ends by SIGKILL is observed with that.
 */
@ApplicationScoped
public class ShutdownMetrics {

    private static final System.Logger LOG = LogEvents.logger(ShutdownMetrics.class);
    private static final Duration PULSE = Duration.ofMillis(500);

    private final ShutdownRecord file;
    private final Timer durations;
    private ScheduledExecutorService pulse;
    private long beganAt;

    /** For the CDI proxy. */
    ShutdownMetrics() {
        file = null;
        durations = null;
    }

    @Inject
    public ShutdownMetrics(MetricRegistry registry, @ConfigProperty(name = "tocsin.data.dir") Path folder) {
        file = new ShutdownRecord(folder.resolve("shutdowns"));
        durations = registry.timer(Metric.SHUTDOWN_DURATION.metadata());
        try {
            file.durations().forEach(durations::update);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "shutdowns_unreadable", e);
        }
    }

    /** A shutdown begins, if none has; returns when that is on the disk. */
    public synchronized void begin() {
        if (pulse != null) {
            return;
        }
        beganAt = System.nanoTime();
        write(file::begin);
        pulse = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "shutdown-pulse");
            thread.setDaemon(true);
            return thread;
        });
        pulse.scheduleAtFixedRate(
                () -> write(() -> file.still(elapsed())), PULSE.toMillis(), PULSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** It is over; returns when its duration is on the disk. */
    public synchronized void end() {
        pulse.shutdown();
        try {
            pulse.awaitTermination(PULSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        write(() -> file.end(elapsed()));
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - beganAt);
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "shutdown_unrecorded", e);
        }
    }
}
