package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Labels;
import java.time.Instant;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What Prometheus remembers of one alert.
 *
 * @param labels as Prometheus sends them, with its external labels
 * @param activeAt each evaluation at which the alert fired, and since when its expression had held then, to the second
 */
public record AlertSeries(Labels labels, NavigableMap<Instant, Instant> activeAt) {

    public AlertSeries {
        activeAt = Collections.unmodifiableNavigableMap(new TreeMap<>(activeAt));
    }
}
