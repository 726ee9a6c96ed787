package dev.tocsin.telemetry;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Counts what the application and its libraries log as a warning or an error. */
@ApplicationScoped
public class LogMetrics {

    private enum Severity {
        WARNING,
        ERROR
    }

    /** The event of a message that has no name of its own. */
    private static final String OTHER = "other";

    private final Map<Severity, Map<String, Counter>> counters = new EnumMap<>(Severity.class);

    /** The root's, held because java.util.logging forgets a logger that nobody holds. */
    private final Logger root = Logger.getLogger("");

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord message) {
            count(message);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** For the CDI proxy. */
    LogMetrics() {}

    @Inject
    public LogMetrics(MetricRegistry registry) {
        for (var severity : Severity.values()) {
            var byEvent = new HashMap<String, Counter>();
            LogEvents.MESSAGES.keySet().forEach(event -> byEvent.put(event, counter(registry, severity, event)));
            byEvent.put(OTHER, counter(registry, severity, OTHER));
            counters.put(severity, byEvent);
        }
        handler.setLevel(Level.WARNING);
        root.addHandler(handler);
    }

    private static Counter counter(MetricRegistry registry, Severity severity, String event) {
        return registry.counter(
                Metric.LOG_EVENTS.metadata(), new Tag("level", Label.of(severity)), new Tag("event", event));
    }

    @PreDestroy
    void stop() {
        root.removeHandler(handler);
    }

    private void count(LogRecord message) {
        if (message.getLevel().intValue() >= Level.WARNING.intValue()) {
            var severity = message.getLevel().intValue() >= Level.SEVERE.intValue() ? Severity.ERROR : Severity.WARNING;
            var byEvent = counters.get(severity);
            var isNamed = message.getResourceBundle() == LogEvents.MESSAGES;
            byEvent.getOrDefault(isNamed ? message.getMessage() : OTHER, byEvent.get(OTHER))
                    .inc();
        }
    }
}
