package dev.tocsin.alerting.chart;

import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.upstream.Comparison;
import dev.tocsin.alerting.upstream.Measurements;
import dev.tocsin.alerting.upstream.Series;
import dev.tocsin.alerting.upstream.WatchingRule;
import dev.tocsin.alerting.upstream.Window;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Draws the metric behind an alert by the alert's own rule. */
@ApplicationScoped
public class AlertCharts {

    private static final Duration AROUND = Duration.ofMinutes(5);
    private static final int MOST_LINES = 8;
    private static final int MOST_CONDITIONS = 4;
    private static final int MOST_KEPT = 64;

    private final Measurements measurements;
    private final Clock clock;
    private final Recent<EpisodeId, Optional<AlertChart>> recent;

    /** What one condition gave, and how well its best line fits the alert. */
    private record Measured(Comparison condition, List<Series> series, long fit) {}

    /** For the CDI proxy. */
    AlertCharts() {
        measurements = null;
        clock = null;
        recent = null;
    }

    @Inject
    AlertCharts(Measurements measurements, @ConfigProperty(name = "tocsin.charts.max-age") Duration age) {
        this.measurements = measurements;
        this.clock = Clock.systemUTC();
        this.recent = new Recent<>(age, MOST_KEPT, clock);
    }

    /**
     * Returns nothing if Prometheus has no rule for it (any more).
     *
     * @throws dev.tocsin.alerting.upstream.UpstreamException if Prometheus does not answer
     */
    public Optional<AlertChart> of(Episode episode) {
        return recent.get(episode.id(), () -> ruleOf(episode.labels()).map(rule -> chart(episode, rule)));
    }

    private Optional<WatchingRule> ruleOf(Labels labels) {
        return measurements.rules().stream().filter(rule -> rule.makes(labels)).findFirst();
    }

    private AlertChart chart(Episode episode, WatchingRule rule) {
        var activeAt = activeAt(episode);
        var window = window(episode, activeAt);
        var best = Comparison.of(rule.expression()).stream()
                .limit(MOST_CONDITIONS)
                .map(condition -> measure(condition, episode.labels(), window))
                .max(Comparator.comparingLong(Measured::fit))
                .orElseThrow();
        var fitting = best.series().stream()
                .filter(series -> fit(series.labels(), episode.labels()) >= 0)
                .toList();
        var shown = fitting.isEmpty() ? best.series() : fitting;
        return new AlertChart(
                window,
                rule.expression(),
                best.condition().measured(),
                best.condition().comparison(),
                shown.stream()
                        .limit(MOST_LINES)
                        .map(series -> Line.of(name(series, shown), series))
                        .toList(),
                best.condition().limit().flatMap(limit -> limit(limit, window)),
                activeAt,
                rule.hold(),
                Math.max(0, shown.size() - MOST_LINES));
    }

    private Window window(Episode episode, Optional<Instant> activeAt) {
        var now = clock.instant();
        var from = activeAt.orElse(episode.startsAt()).minus(AROUND);
        var to = episode.end()
                .map(end -> end.at().plus(AROUND))
                .filter(now::isAfter)
                .orElse(now);
        return Window.of(from, to.isBefore(from) ? from : to);
    }

    /** The first of the best wins: they are asked in the order in which the rule has them. */
    private Measured measure(Comparison condition, Labels labels, Window window) {
        var series = measurements.range(condition.measured(), window);
        var fit = series.stream()
                .mapToLong(each -> fit(each.labels(), labels))
                .max()
                .orElse(-2);
        return new Measured(condition, series, fit);
    }

    /** How many labels a line shares with the alert; -1 if it has one that the alert has otherwise. */
    private static long fit(Map<String, String> own, Labels labels) {
        return own.entrySet().stream()
                        .allMatch(label -> labels.get(label.getKey()).equals(Optional.of(label.getValue())))
                ? own.size()
                : -1;
    }

    /** The labels in which the lines differ. */
    private static String name(Series series, List<Series> all) {
        return series.labels().entrySet().stream()
                .filter(label -> all.stream()
                        .anyMatch(
                                other -> !label.getValue().equals(other.labels().get(label.getKey()))))
                .sorted(Map.Entry.comparingByKey())
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(", "));
    }

    /** A limit that differs from line to line is no line. */
    private Optional<Line> limit(String expression, Window window) {
        var series = measurements.range(expression, window);
        return series.size() == 1 ? Optional.of(Line.of(expression, series.get(0))) : Optional.empty();
    }

    /** The value that Prometheus keeps for each alert to know after its own restart how long the condition has held. */
    private Optional<Instant> activeAt(Episode episode) {
        var name = episode.labels()
                .alertName()
                .replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n");
        return measurements
                .range("ALERTS_FOR_STATE{alertname=\"" + name + "\"}", Window.at(episode.startsAt()))
                .stream()
                .filter(series -> fit(series.labels(), episode.labels()) >= 0)
                .flatMap(series -> series.values().values().stream())
                .map(seconds -> Instant.ofEpochSecond(seconds.longValue()))
                .filter(at -> !at.isAfter(episode.startsAt()))
                .findFirst();
    }
}
