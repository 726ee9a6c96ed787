package dev.tocsin.ops;

import dev.tocsin.alerting.chart.Line;
import java.math.BigDecimal;
import java.util.List;

/**
 * A line of a chart.
 *
 * @param points each a time in milliseconds since the epoch and a value
 */
public record LineView(String name, List<List<BigDecimal>> points) {

    static LineView of(Line line) {
        return new LineView(
                line.name(),
                line.values().entrySet().stream()
                        .map(value -> List.of(BigDecimal.valueOf(value.getKey().toEpochMilli()), value.getValue()))
                        .toList());
    }
}
