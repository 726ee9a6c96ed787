package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A rule that makes alerts, as Prometheus evaluated it last.
 *
 * @param labels those that it adds
 * @param hold how long the expression must hold before the alert fires
 * @param keep how long it fires on after that; zero unless the rule says so
 * @param interval between two evaluations
 * @param evaluatedAt when it was evaluated last; all evaluations are whole intervals apart
 * @param fault why it could not be evaluated; empty if it could
 * @param alerts what it makes now
 */
public record WatchingRule(
        String name,
        String expression,
        Map<String, String> labels,
        Duration hold,
        Duration keep,
        Duration interval,
        Instant evaluatedAt,
        String fault,
        List<Active> alerts) {

    public WatchingRule {
        labels = Map.copyOf(labels);
        alerts = List.copyOf(alerts);
    }

    /** Whether an alert is of this rule: of several of one name, such as one for each severity, it has its labels. */
    public boolean makes(Labels alert) {
        return name.equals(alert.alertName())
                && labels.entrySet().stream()
                        .allMatch(label ->
                                alert.byName().getOrDefault(label.getKey(), "").equals(label.getValue())
                                        || label.getValue().contains("{{"));
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
