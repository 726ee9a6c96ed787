package dev.tocsin.alerting.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A rule that makes alerts, as Prometheus evaluated it last.
 *
 * @param labels those that it adds
 * @param hold how long the expression must hold before the alert fires
 * @param fault why it could not be evaluated; empty if it could
 * @param alerts what it makes now
 */
public record WatchingRule(
        String name, String expression, Map<String, String> labels, Duration hold, String fault, List<Active> alerts) {

    public WatchingRule {
        labels = Map.copyOf(labels);
        alerts = List.copyOf(alerts);
    }

    /**
     * An alert that is pending or fires.
     *
     * @param description empty if the rule has none
     */
    public record Active(Map<String, String> labels, String description, Instant activeAt) {

        public Active {
            labels = Map.copyOf(labels);
        }
    }
}
