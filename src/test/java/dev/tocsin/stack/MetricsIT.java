package dev.tocsin.stack;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.telemetry.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The scrape of a running server holds the catalogue: each metric under its name, type and labels, and nothing else. */
@ExtendWith(StackExtension.class)
class MetricsIT {

    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SERIES = Pattern.compile("([a-zA-Z_:]+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    private final List<String> scrape;

    private final Stack stack;

    MetricsIT(Stack stack) {
        this.stack = stack;
        scrape = stack.get(stack.app("/metrics?scope=application")).lines().toList();
    }

    @Test
    void everyMetricHasTheTypeOfTheCatalogue() {
        var types = scrape.stream()
                .map(TYPE::matcher)
                .filter(line -> line.matches()
                        && !line.group(1).equals(Metric.MEMORY_LIMIT.exposed())
                        && !line.group(1).endsWith("_seconds_max"))
                .collect(toMap(line -> line.group(1), line -> line.group(2)));

        assertThat(types)
                .isEqualTo(expected()
                        .collect(toMap(
                                Metric::exposed, metric -> metric.type().name().toLowerCase(Locale.ROOT))));
    }

    @Test
    void everyMetricHasTheLabelsOfTheCatalogue() {
        var labels = series().collect(groupingBy(
                line -> line.group(1).replaceAll("_(bucket|sum|count|max)$", ""),
                mapping(line -> labelsOf(line.group(2)), toSet())));

        assertThat(labels).isEqualTo(expected().collect(toMap(Metric::exposed, metric -> Set.of(metric.labels()))));
    }

    @Test
    void theShutdownHistogramHasABoundAtTheFiveSecondsOfTheAlert() {
        assertThat(scrape)
                .anyMatch(line -> line.startsWith("app_shutdown_duration_seconds_bucket{")
                        && Pattern.compile("le=\"5(\\.0)?\"").matcher(line).find());
    }

    @Test
    void nothingIsMissingBeforeItIsFirstCounted() {
        var names = series().map(line -> line.group(1)).collect(toSet());

        assertThat(names)
                .contains(
                        "app_active_connections",
                        "app_errors_total",
                        "app_shutdown_duration_seconds_bucket",
                        "app_messages_total",
                        "app_connections_opened_total",
                        "app_sessions_tracked",
                        "process_resident_memory_bytes",
                        "process_virtual_memory_bytes");
    }

    @Test
    void prometheusFindsNoFault() {
        var check = stack.shell("curl -sS 'http://localhost:9080/metrics?scope=application' | promtool check metrics");

        assertThat(check.exit()).isZero();
        assertThat(check.out() + check.err()).isEmpty();
    }

    @Test
    void whatIsLoggedAsAnErrorIsCounted() {
        var event =
                "app_log_events_total{event=\"witness_token_unreadable\",level=\"error\",mp_scope=\"application\",}";
        var before = stack.metric(event);
        var refused = stack.shell("""
                cd .tocsin/stack/secrets
                mv tocsin-webhook-token away
                curl -s -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' -d '[]' \\
                  http://localhost:9080/api/v2/alerts
                mv away tocsin-webhook-token
                """);

        assertThat(refused.orFail().out()).isEqualTo("401");
        assertThat(stack.metric(event)).isGreaterThan(before);
    }

    private static Stream<Metric> expected() {
        // The machine that runs the tests may or may not set a limit.
        return Arrays.stream(Metric.values()).filter(metric -> metric != Metric.MEMORY_LIMIT);
    }

    private Stream<Matcher> series() {
        return scrape.stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith(Metric.MEMORY_LIMIT.exposed()))
                .map(SERIES::matcher)
                .filter(line -> line.matches());
    }

    private static Set<String> labelsOf(String text) {
        return LABEL.matcher(text)
                .results()
                .map(label -> label.group(1))
                .filter(label -> !Set.of("mp_scope", "le").contains(label))
                .collect(toSet());
    }
}
