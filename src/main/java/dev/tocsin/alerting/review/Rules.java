package dev.tocsin.alerting.review;

import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.upstream.WatchingRule;
import java.util.List;
import java.util.Optional;

/** The rules that Prometheus has now; those of the time that is reviewed may have been others. */
record Rules(List<WatchingRule> all) {

    Rules {
        all = all.stream().filter(rule -> !rule.name().equals(Labels.HEARTBEAT)).toList();
    }

    List<String> names() {
        return all.stream().map(WatchingRule::name).distinct().toList();
    }

    /** The one that makes alerts of a name and a severity; of two that differ in another label only, neither. */
    Optional<WatchingRule> of(String name, Optional<Severity> severity) {
        var fitting = all.stream()
                .filter(rule -> rule.name().equals(name))
                .filter(rule -> severity.isEmpty() || makes(rule, severity.get()))
                .toList();
        return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
    }

    private static boolean makes(WatchingRule rule, Severity severity) {
        var label = rule.labels().getOrDefault("severity", "");
        return label.contains("{{") || Severity.ofLabel(label) == severity;
    }
}
