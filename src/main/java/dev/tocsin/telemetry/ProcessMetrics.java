package dev.tocsin.telemetry;

import com.sun.management.UnixOperatingSystemMXBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * The process as Linux sees it, under the names that Prometheus's client libraries use. Read from {@code /proc} and the
 * control group at each scrape.
 */
@ApplicationScoped
public class ProcessMetrics {

    /** For the CDI proxy. */
    ProcessMetrics() {}

    @Inject
    public ProcessMetrics(MetricRegistry registry) {
        var proc = new ProcFiles(Path.of("/"));
        registry.gauge(Metric.RESIDENT_MEMORY.metadata(), proc::residentBytes);
        registry.gauge(Metric.VIRTUAL_MEMORY.metadata(), proc::virtualBytes);
        proc.memoryLimitBytes().ifPresent(limit -> registry.gauge(Metric.MEMORY_LIMIT.metadata(), () -> limit));

        var startSeconds = ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0;
        registry.gauge(Metric.START_TIME.metadata(), () -> startSeconds);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            registry.gauge(
                    Metric.OPEN_FILES.metadata(), () -> proc.openFiles().orElseGet(unix::getOpenFileDescriptorCount));
            registry.gauge(Metric.MAX_FILES.metadata(), unix::getMaxFileDescriptorCount);
        }
    }
}
