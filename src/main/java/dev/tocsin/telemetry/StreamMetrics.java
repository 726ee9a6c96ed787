package dev.tocsin.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** The page's streams of events: how many are open, and why others ended. */
@ApplicationScoped
public class StreamMetrics {

    /** Why a stream is no more, or never was one. */
    public enum End {
        /** Whoever listened went away. */
        GONE,
        /** Who listened did not read what waited. */
        SLOW,
        /** Whoever listened signed out. */
        SIGNED_OUT,
        /** It was as old as a stream may be; the page comes again. */
        AGED,
        /** There were too many already. */
        REFUSED,
        /** The service stopped. */
        STOPPED
    }

    private final MetricRegistry registry;
    private final Map<End, Counter> ended = new EnumMap<>(End.class);

    /** For the CDI proxy. */
    StreamMetrics() {
        registry = null;
    }

    @Inject
    public StreamMetrics(MetricRegistry registry) {
        this.registry = registry;
        for (var end : End.values()) {
            ended.put(end, registry.counter(Metric.STREAMS_ENDED.metadata(), new Tag("reason", Label.of(end))));
        }
    }

    /** Registers the gauge of those that are open. */
    public void observe(IntSupplier open) {
        registry.gauge(Metric.STREAMS_OPEN.metadata(), open::getAsInt);
    }

    public void ended(End end) {
        ended.get(end).inc();
    }
}
