package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Fingerprint;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** The values of conditions at the last evaluations, of a bounded number of both. */
final class Trends {

    static final int MOST_VALUES = 30;
    static final int MOST_CONDITIONS = 2_000;

    private static final class Trend {
        private final Deque<Double> values = new ArrayDeque<>();
        private Instant evaluatedAt = Instant.MIN;
    }

    private final Map<Fingerprint, Trend> trends = new HashMap<>();

    /** What does not hold any more is forgotten. */
    synchronized void add(List<Condition> conditions) {
        var holding = new HashSet<Fingerprint>();
        for (var condition : conditions) {
            var fingerprint = condition.labels().fingerprint();
            holding.add(fingerprint);
            if (trends.containsKey(fingerprint) || trends.size() < MOST_CONDITIONS) {
                add(trends.computeIfAbsent(fingerprint, first -> new Trend()), condition);
            }
        }
        trends.keySet().retainAll(holding);
    }

    private static void add(Trend trend, Condition condition) {
        if (!condition.evaluatedAt().isAfter(trend.evaluatedAt) || !Double.isFinite(condition.value())) {
            return;
        }
        trend.evaluatedAt = condition.evaluatedAt();
        trend.values.addLast(condition.value());
        if (trend.values.size() > MOST_VALUES) {
            trend.values.removeFirst();
        }
    }

    synchronized Map<Fingerprint, List<Double>> all() {
        var all = new HashMap<Fingerprint, List<Double>>();
        trends.forEach((fingerprint, trend) -> {
            if (!trend.values.isEmpty()) {
                all.put(fingerprint, new ArrayList<>(trend.values));
            }
        });
        return all;
    }
}
