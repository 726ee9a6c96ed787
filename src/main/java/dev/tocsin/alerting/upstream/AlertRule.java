package dev.tocsin.alerting.upstream;

import java.time.Duration;
import java.util.Map;

/**
 * A rule as Prometheus has it loaded.
 *
 * @param interval between two evaluations
 * @param hold how long the expression must hold before the alert fires
 * @param annotations those that are the same at each firing
 */
public record AlertRule(Duration interval, Duration hold, Map<String, String> annotations) {

    public AlertRule {
        annotations = Map.copyOf(annotations);
    }
}
