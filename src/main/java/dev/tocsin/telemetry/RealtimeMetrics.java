package dev.tocsin.telemetry;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * What the WebSocket service counts. The metric objects are held, never looked up: an increment costs some 50 ns, a
 * look-up by name and tag twenty times that. All of these count in the same; none is behind a CDI proxy.
 */
@Dependent
public class RealtimeMetrics {

    private final MetricRegistry registry;
    private final Counter opened;
    private final Counter messages;
    private final Counter delivered;
    private final Map<Closing.Initiator, Counter[]> closed = new EnumMap<>(Closing.Initiator.class);
    private final Map<ErrorType, Counter> errors = new EnumMap<>(ErrorType.class);
    private final Map<ResumeOutcome, Counter> resumes = new EnumMap<>(ResumeOutcome.class);

    @Inject
    public RealtimeMetrics(MetricRegistry registry) {
        this.registry = registry;
        opened = registry.counter(Metric.CONNECTIONS_OPENED.metadata());
        messages = registry.counter(Metric.MESSAGES.metadata());
        delivered = registry.counter(Metric.MESSAGES_DELIVERED.metadata());
        for (var initiator : Closing.Initiator.values()) {
            var counters = new Counter[Closing.CODES.length];
            for (int i = 0; i < counters.length; i++) {
                counters[i] = registry.counter(
                        Metric.CONNECTIONS_CLOSED.metadata(),
                        new Tag("initiator", Label.of(initiator)),
                        new Tag("code", Closing.label(Closing.CODES[i])));
            }
            closed.put(initiator, counters);
        }
        for (var type : ErrorType.values()) {
            errors.put(type, registry.counter(Metric.ERRORS.metadata(), new Tag("type", Label.of(type))));
        }
        for (var outcome : ResumeOutcome.values()) {
            resumes.put(
                    outcome,
                    registry.counter(Metric.SESSION_RESUMES.metadata(), new Tag("outcome", Label.of(outcome))));
        }
    }

    /** Registers the gauges that read the registries of connections and sessions at each scrape. */
    public void observe(IntSupplier activeConnections, IntSupplier sessionsTracked) {
        registry.gauge(Metric.ACTIVE_CONNECTIONS.metadata(), activeConnections::getAsInt);
        registry.gauge(Metric.SESSIONS_TRACKED.metadata(), sessionsTracked::getAsInt);
    }

    public void connectionOpened() {
        opened.inc();
    }

    /** Counts a closed connection; {@code code} is any close code, known or not. */
    public void connectionClosed(Closing.Initiator initiator, int code) {
        closed.get(initiator)[Closing.indexOf(code)].inc();
    }

    /** Counts a message accepted from a client. */
    public void messageAccepted() {
        messages.inc();
    }

    /** Counts messages written to a client. */
    public void messagesDelivered(int count) {
        delivered.inc(count);
    }

    /** Counts a client that came back for its session. */
    public void sessionResumed(ResumeOutcome outcome) {
        resumes.get(outcome).inc();
    }

    public void error(ErrorType type) {
        errors.get(type).inc();
    }
}
