package dev.tocsin.alerting.chart;

import dev.tocsin.alerting.upstream.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The metric behind an alert, from before its condition held until after it ended.
 *
 * @param expression the rule's, as Prometheus has it now
 * @param measured the side of it that is drawn
 * @param comparison such as {@code >}; empty if the rule compares nothing
 * @param limit the other side; empty if there is none, or if it is not one line
 * @param activeAt since when the condition held before the alert fired; empty if Prometheus does not remember
 * @param hold how long it has to, by the rule
 * @param more lines that are not shown
 */
public record AlertChart(
        Window window,
        String expression,
        String measured,
        Optional<String> comparison,
        List<Line> lines,
        Optional<Line> limit,
        Optional<Instant> activeAt,
        Duration hold,
        int more) {

    public AlertChart {
        lines = List.copyOf(lines);
    }
}
