package dev.tocsin.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Timer;

/**
 * How long shutdowns took. A process that shuts down is not scraped again, so each duration is written to a file, one
 * line of milliseconds a shutdown, and the histogram counts on from there after the restart.
 */
@ApplicationScoped
public class ShutdownMetrics {

    private static final System.Logger LOG = LogEvents.logger(ShutdownMetrics.class);

    private final Path file;
    private final Timer durations;

    /** For the CDI proxy. */
    ShutdownMetrics() {
        file = null;
        durations = null;
    }

    @Inject
    public ShutdownMetrics(MetricRegistry registry, @ConfigProperty(name = "tocsin.data.dir") Path folder) {
        file = folder.resolve("shutdowns");
        durations = registry.timer(Metric.SHUTDOWN_DURATION.metadata());
        replay();
    }

    private void replay() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            // Read as single octets, because garbage in one line must not cost the others.
            Files.readAllLines(file, ISO_8859_1).stream()
                    .filter(line -> line.matches("\\d{1,12}"))
                    .map(line -> Duration.ofMillis(Long.parseLong(line)))
                    .forEach(durations::update);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "shutdowns_unreadable", e);
        }
    }

    /** Keeps a shutdown's duration for after the restart; returns when it is on the disk. */
    public void record(Duration duration) {
        try {
            Files.createDirectories(file.getParent());
            // The line begins anew, because the one before is torn if the machine failed while it was written.
            Files.writeString(file, "\n" + duration.toMillis() + "\n", CREATE, APPEND, DSYNC);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "shutdown_unrecorded", e);
        }
    }
}
