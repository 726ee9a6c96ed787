package dev.tocsin.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** What people asked to do about alerts, and what became of it. */
@ApplicationScoped
public class ResponseMetrics {

    /** What was asked for. */
    public enum Action {
        ACKNOWLEDGE,
        WITHDRAW,
        NOTE,
        JUDGE,
        RESOLVE,
        SILENCE,
        EXTEND_SILENCE,
        EXPIRE_SILENCE
    }

    /** What became of it. */
    public enum Outcome {
        /** Done and recorded. */
        DONE,
        /** Not allowed, not understood or too large. */
        REJECTED,
        /** How things stand is not what was thought: somebody else was faster, or it has to be confirmed. */
        CONFLICT,
        /** Alertmanager, Prometheus or the database did not do it. */
        FAILED;

        /** By the status that was answered. */
        static Outcome of(int status) {
            return switch (status) {
                case 409, 412 -> CONFLICT;
                default -> status < 400 ? DONE : status < 500 ? REJECTED : FAILED;
            };
        }
    }

    private final Map<Action, Map<Outcome, Counter>> responses = new EnumMap<>(Action.class);

    /** For the CDI proxy. */
    ResponseMetrics() {}

    @Inject
    public ResponseMetrics(MetricRegistry registry) {
        for (var action : Action.values()) {
            var counters = new EnumMap<Outcome, Counter>(Outcome.class);
            for (var outcome : Outcome.values()) {
                counters.put(
                        outcome,
                        registry.counter(
                                Metric.ALERT_RESPONSES.metadata(),
                                new Tag("action", Label.of(action)),
                                new Tag("outcome", Label.of(outcome))));
            }
            responses.put(action, counters);
        }
    }

    public void answered(Action action, int status) {
        responses.get(action).get(Outcome.of(status)).inc();
    }
}
