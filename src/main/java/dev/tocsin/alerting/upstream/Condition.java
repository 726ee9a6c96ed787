package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * That a rule's expression holds for some labels, as Prometheus's rules API tells.
 *
 * @param isFiring false while it has not held long enough
 * @param activeAt since when it holds
 * @param hold how long it must before the alert fires
 * @param evaluatedAt when Prometheus looked last
 * @param value of the expression then; may be infinite or not a number
 */
public record Condition(
        Labels labels,
        Map<String, String> annotations,
        boolean isFiring,
        Instant activeAt,
        Duration hold,
        Instant evaluatedAt,
        double value) {

    public Condition {
        annotations = Map.copyOf(annotations);
    }

    /** When the alert fires, or did, if the condition goes on to hold. */
    public Instant firesAt() {
        return activeAt.plus(hold);
    }
}
