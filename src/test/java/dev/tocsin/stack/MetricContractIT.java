package dev.tocsin.stack;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.telemetry.Metric;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Code and configuration name the same metrics: what a rule reads is in the application's catalogue, recorded by another
 * rule, or foreign and known to be there.
 */
@ExtendWith(StackExtension.class)
class MetricContractIT {

    /** Of Prometheus itself, of Liberty's MicroProfile Metrics, and of the exporters. */
    private static final Set<String> FOREIGN = Set.of(
            "up",
            "memory_usedHeap_bytes",
            "memory_maxHeap_bytes",
            "node_cpu_seconds_total",
            "node_filesystem_avail_bytes",
            "node_filesystem_size_bytes",
            "probe_success");

    private static final Set<String> FOREIGN_LABELS =
            Set.of("alert", "job", "instance", "le", "limit", "mode", "mountpoint", "fstype");

    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    private static final Pattern TEXT = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"");
    private static final Pattern MATCHERS = Pattern.compile("\\{[^}]*}");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|on|without|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern NAME = Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*(?!\\s*\\(|[\\w:])");
    private static final Pattern MATCHER_LABEL = Pattern.compile("[{,]\\s*(\\w+)\\s*(?:=|!)");
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

    /** What the rules evaluate, and what their texts look up. */
    private Stream<String> queries() {
        return rules().flatMap(rule -> Stream.concat(
                Stream.of(rule.getString("query")),
                rule.getOrDefault("annotations", JsonObject.EMPTY_JSON_OBJECT).asJsonObject().values().stream()
                        .flatMap(text -> QUERY_IN_TEXT
                                .matcher(((JsonString) text).getString())
                                .results())
                        .map(match -> match.group(1).replace("\\\"", "\""))));
    }

    private static Stream<String> metricsOf(String query) {
        var bare = TEXT.matcher(query).replaceAll("");
        for (var pattern : new Pattern[] {MATCHERS, RANGE, GROUPING}) {
            bare = pattern.matcher(bare).replaceAll(" ");
        }
        return NAME.matcher(bare.replaceAll("offset\\s+-?\\w+", " "))
                .results()
                .map(MatchResult::group)
                .filter(name -> !KEYWORDS.contains(name.toLowerCase()));
    }

    private static Stream<String> labelsOf(String query) {
        var withoutTexts = TEXT.matcher(query).replaceAll("\"\"");
        return Stream.concat(
                MATCHER_LABEL.matcher(withoutTexts).results().map(match -> match.group(1)),
                GROUPING.matcher(withoutTexts)
                        .results()
                        .flatMap(match -> Arrays.stream(match.group(1).split(",")))
                        .map(String::strip)
                        .filter(label -> !label.isEmpty()));
    }

    @Test
    void everyMetricThatARuleReadsIsThere() {
        var known = new HashSet<>(FOREIGN);
        for (var metric : Metric.values()) {
            known.add(metric.exposed());
            if (metric.type() == Metric.Type.HISTOGRAM) {
                Stream.of("_bucket", "_sum", "_count").forEach(suffix -> known.add(metric.exposed() + suffix));
            }
        }
        rules().filter(rule -> rule.getString("type").equals("recording"))
                .forEach(rule -> known.add(rule.getString("name")));

        var read = queries().flatMap(MetricContractIT::metricsOf).collect(toSet());
        assertThat(read).contains("app_active_connections", "up").isSubsetOf(known);
    }

    @Test
    void everyLabelThatARuleReadsIsThere() {
        var known = new HashSet<>(FOREIGN_LABELS);
        for (var metric : Metric.values()) {
            known.addAll(metric.labels());
        }

        assertThat(queries().flatMap(MetricContractIT::labelsOf).collect(toSet()))
                .contains("job")
                .isSubsetOf(known);
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
