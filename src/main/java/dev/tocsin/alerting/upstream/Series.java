package dev.tocsin.alerting.upstream;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Values over time, as Prometheus answers.
 *
 * @param labels without the metric's name
 * @param values those that are numbers: neither {@code NaN} nor infinite
 */
public record Series(Map<String, String> labels, NavigableMap<Instant, BigDecimal> values) {

    public Series {
        labels = Map.copyOf(labels);
        values = Collections.unmodifiableNavigableMap(new TreeMap<>(values));
    }
}
