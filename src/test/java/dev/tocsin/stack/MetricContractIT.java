package dev.tocsin.stack;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alerting.chart.Hops;
import dev.tocsin.alerting.chart.ServiceChart;
import dev.tocsin.telemetry.Metric;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Code and configuration name the same metrics: what a rule, a dashboard or a runbook reads is in the application's
 * catalogue, recorded by a rule, or foreign and known to be there.
 */
@ExtendWith(StackExtension.class)
class MetricContractIT {

    /** Of Prometheus, Alertmanager and the exporters, and of Liberty's MicroProfile Metrics. */
    private static final Set<String> FOREIGN = Set.of(
            "up",
            "ALERTS",
            "ALERTS_FOR_STATE",
            "scrape_duration_seconds",
            "prometheus_config_last_reload_success_timestamp_seconds",
            "prometheus_config_last_reload_successful",
            "prometheus_notifications_dropped_total",
            "prometheus_notifications_errors_total",
            "prometheus_notifications_queue_capacity",
            "prometheus_notifications_queue_length",
            "prometheus_notifications_sent_total",
            "prometheus_rule_evaluation_failures_total",
            "prometheus_rule_group_interval_seconds",
            "prometheus_rule_group_iterations_missed_total",
            "prometheus_rule_group_last_duration_seconds",
            "alertmanager_alerts",
            "alertmanager_config_last_reload_success_timestamp_seconds",
            "alertmanager_config_last_reload_successful",
            "alertmanager_notification_requests_failed_total",
            "alertmanager_notification_requests_total",
            "alertmanager_notifications_failed_total",
            "alertmanager_notifications_total",
            "node_cpu_seconds_total",
            "node_filesystem_avail_bytes",
            "node_filesystem_readonly",
            "node_filesystem_size_bytes",
            "node_load1",
            "node_load5",
            "node_load15",
            "node_memory_MemAvailable_bytes",
            "node_memory_MemTotal_bytes",
            "node_network_receive_bytes_total",
            "node_network_transmit_bytes_total",
            "probe_success",
            "memory_usedHeap_bytes",
            "memory_maxHeap_bytes",
            "cpu_processCpuTime_seconds",
            "thread_count",
            "threadpool_activeThreads",
            "gc_time_seconds");

    /** Foreign too, and not here: no certificate is. */
    private static final String CERTIFICATE = "probe_ssl_earliest_cert_expiry";

    private static final Set<String> FOREIGN_LABELS = Set.of(
            "job",
            "instance",
            "le",
            "limit",
            "mode",
            "mountpoint",
            "fstype",
            "device",
            "state",
            "integration",
            "alertmanager",
            "rule_group",
            "alert",
            "alertname",
            "alertstate",
            "severity",
            "team");

    /** What in a runbook looks like the name of a metric; node_exporter is a program's. */
    private static final Pattern METRIC_IN_RUNBOOK = Pattern.compile(
            "(?<![\\w:])(?:[a-z]+:\\w+:\\w+|(?:app|process|memory|probe|prometheus|alertmanager|node(?!_exporter))_\\w+)(?![\\w:])");

    private static final Pattern LABELS_IN_RUNBOOK = Pattern.compile("\\w+\\{[^}]*}");

    private static final Pattern QUERY_IN_TEXT = Pattern.compile("query \"((?:\\\\.|[^\"\\\\])*)\"");

    private final Stack stack;

    MetricContractIT(Stack stack) {
        this.stack = stack;
    }

    private Stream<JsonObject> rules() {
        return Stack.json(stack.get(stack.prometheus("/api/v1/rules")))
                .asJsonObject()
                .getJsonObject("data")
                .getJsonArray("groups")
                .getValuesAs(JsonObject.class)
                .stream()
                .flatMap(group -> group.getJsonArray("rules").getValuesAs(JsonObject.class).stream());
    }

    /** What the rules evaluate, what their texts look up, and what the dashboards and the page show. */
    private Stream<String> queries() {
        return Stream.of(
                        ruleQueries(),
                        Dashboard.all().stream().flatMap(Dashboard::queries).map(Dashboard.Query::expression),
                        Stream.of(ServiceChart.values()).flatMap(chart -> chart.queries("websocket-app")),
                        Stream.of(Hops.ACCEPTED))
                .flatMap(Function.identity());
    }

    private Stream<String> ruleQueries() {
        return rules().flatMap(rule -> Stream.concat(
                Stream.of(rule.getString("query")),
                rule.getOrDefault("annotations", JsonObject.EMPTY_JSON_OBJECT).asJsonObject().values().stream()
                        .flatMap(text -> QUERY_IN_TEXT
                                .matcher(((JsonString) text).getString())
                                .results())
                        .map(match -> match.group(1).replace("\\\"", "\""))));
    }

    private static Stream<String> inRunbooks(Pattern pattern) {
        try (var runbooks = Files.list(Path.of("docs/runbooks"))) {
            var texts = new StringBuilder();
            for (var runbook : runbooks.toList()) {
                texts.append(Files.readString(runbook));
            }
            return pattern.matcher(texts).results().map(MatchResult::group);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Set<String> known() {
        var known = new HashSet<>(FOREIGN);
        known.add(CERTIFICATE);
        for (var metric : Metric.values()) {
            known.add(metric.exposed());
            if (metric.type() == Metric.Type.HISTOGRAM) {
                Stream.of("_bucket", "_sum", "_count").forEach(suffix -> known.add(metric.exposed() + suffix));
            }
        }
        rules().filter(rule -> rule.getString("type").equals("recording"))
                .forEach(rule -> known.add(rule.getString("name")));
        return known;
    }

    @Test
    void everyMetricThatARunbookNamesIsThere() {
        assertThat(inRunbooks(METRIC_IN_RUNBOOK).collect(toSet()))
                .contains("app_active_connections", "node_filesystem_avail_bytes")
                .isSubsetOf(known());
    }

    @Test
    void everyMetricThatIsReadIsThere() {
        var read = queries().flatMap(PromQl::metrics).collect(toSet());
        assertThat(read).contains("app_active_connections", "up").isSubsetOf(known());
    }

    @Test
    void everyLabelThatIsReadIsThere() {
        var known = new HashSet<>(FOREIGN_LABELS);
        for (var metric : Metric.values()) {
            known.addAll(metric.labels());
        }

        var queries = Stream.concat(queries(), inRunbooks(LABELS_IN_RUNBOOK));
        assertThat(queries.flatMap(PromQl::labels).collect(toSet()))
                .contains("job")
                .isSubsetOf(known);
    }

    @Test
    void everyRuleThatThePageReadsIsThere() {
        assertThat(rules().map(rule -> rule.getString("name")).collect(toSet())).containsAll(Hops.WATCHING);
    }

    @Test
    void foreignMetricsAreScraped() {
        for (var metric : FOREIGN) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(stack.query("count(" + metric + ")"))
                            .as(metric)
                            .hasSize(1));
        }
    }
}
