package dev.tocsin.alerting.chart;

import dev.tocsin.alerting.upstream.Series;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A line of a chart; where there is no value it has a gap. */
public record Line(String name, NavigableMap<Instant, BigDecimal> values) {

    public Line {
        values = Collections.unmodifiableNavigableMap(new TreeMap<>(values));
    }

    static Line of(String name, Series series) {
        return new Line(name, series.values());
    }
}
