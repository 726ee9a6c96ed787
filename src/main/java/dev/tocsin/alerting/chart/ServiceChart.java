package dev.tocsin.alerting.chart;

import dev.tocsin.telemetry.Metric;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The charts of the service, with all that is asked for them. */
public enum ServiceChart {
    CONNECTIONS("Live connections", "", Optional.empty(), "open", sum(Metric.ACTIVE_CONNECTIONS)),
    MESSAGES(
            "Messages",
            "/s",
            Optional.of(threshold("LowMessageThroughput")),
            "accepted",
            sum(rate(Metric.MESSAGES)),
            "delivered",
            sum(rate(Metric.MESSAGES_DELIVERED))),
    ERRORS("Errors", "/min", Optional.of(threshold("HighErrorRate")), "errors", sum(rate(Metric.ERRORS)) + " * 60"),
    SESSIONS("Sessions", "", Optional.of(threshold("HighSessionCount")), "tracked", sum(Metric.SESSIONS_TRACKED)),
    MEMORY(
            "Memory in use",
            "%",
            Optional.of(threshold("HighMemoryUsage")),
            "heap",
            memory("heap"),
            "container",
            memory("container")),
    CHURN(
            "New connections",
            "/s",
            Optional.of(threshold("HighConnectionChurn")),
            "opened",
            sum(rate(Metric.CONNECTIONS_OPENED))),
    SHUTDOWNS(
            "Shutdown times",
            "s",
            Optional.of("vector(5)"),
            "slowest of 20",
            "histogram_quantile(0.95, sum by (le) (" + Metric.SHUTDOWN_DURATION.exposed() + "_bucket{%s}))",
            "mean",
            sum(Metric.SHUTDOWN_DURATION.exposed() + "_sum{%s}") + " / "
                    + sum(Metric.SHUTDOWN_DURATION.exposed() + "_count{%s}"));

    private final String title;
    private final String unit;
    private final Optional<String> limit;
    private final Map<String, String> lines = new LinkedHashMap<>();

    /** @param namesAndQueries alternating; a query has {@code %s} for the job's matcher */
    ServiceChart(String title, String unit, Optional<String> limit, String... namesAndQueries) {
        this.title = title;
        this.unit = unit;
        this.limit = limit;
        for (int i = 0; i < namesAndQueries.length; i += 2) {
            lines.put(namesAndQueries[i], namesAndQueries[i + 1]);
        }
    }

    public String title() {
        return title;
    }

    /** Empty for a plain number. */
    public String unit() {
        return unit;
    }

    /** What the limit is asked by; empty if there is none. */
    public Optional<String> limit() {
        return limit;
    }

    /** What each line is asked by, by its name, of the service that Prometheus scrapes as this job. */
    public Map<String, String> lines(String job) {
        var matcher = "job=\"" + job + "\"";
        return lines.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        line -> line.getValue().replace("%s", matcher),
                        (first, same) -> first,
                        LinkedHashMap::new));
    }

    /** All that is asked, for whoever checks that it is there. */
    public Stream<String> queries(String job) {
        return Stream.concat(limit.stream(), lines(job).values().stream());
    }

    private static String sum(Metric metric) {
        return sum(metric.exposed() + "{%s}");
    }

    private static String sum(String expression) {
        return "sum(" + expression + ")";
    }

    private static String rate(Metric metric) {
        return "rate(" + metric.exposed() + "{%s}[1m])";
    }

    private static String memory(String limit) {
        return "max(instance:app_memory_used:ratio{%s,limit=\"" + limit + "\"}) * 100";
    }

    private static String threshold(String alert) {
        return "alert:threshold{alert=\"" + alert + "\"}";
    }
}
