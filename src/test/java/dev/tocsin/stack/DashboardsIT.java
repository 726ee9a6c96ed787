package dev.tocsin.stack;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards, whose every query the real Prometheus answers. */
@ExtendWith(StackExtension.class)
class DashboardsIT {

    /** What a sound stack may have no series of: there is a limit only where the control group has one. */
    private static final Set<String> MAY_BE_ABSENT = Set.of("process_memory_limit_bytes");

    private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-f]{6}");
    private static final Pattern RUNBOOK = Pattern.compile("(?<=/runbooks/)[\\w-]+");
    private static final Pattern THRESHOLD = Pattern.compile("alert:threshold\\{alert=\"(\\w+)\"}");

    private final Stack stack;

    DashboardsIT(Stack stack) {
        this.stack = stack;
    }

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group()).collect(toSet());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyQueryHasAnAnswer(Dashboard dashboard) {
        dashboard.queries().forEach(query -> {
            var expression = query.expression();
            if (PromQl.metrics(expression).anyMatch(MAY_BE_ABSENT::contains)) {
                stack.query(expression);
            } else {
                // Some ask for alerts, which fire only after a while.
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(stack.query(expression))
                                .as(expression)
                                .isNotEmpty());
                hasLabels(expression, query.legend());
            }
        });
    }

    private void hasLabels(String expression, String legend) {
        var labels =
                LABEL.matcher(legend).results().map(match -> match.group(1)).toList();
        assertThat(stack.query(expression).getValuesAs(JsonObject.class))
                .as("labels of %s for %s", expression, legend)
                .allSatisfy(series ->
                        assertThat(series.getJsonObject("metric").keySet()).containsAll(labels));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyThresholdIsThatOfAnAlert(Dashboard dashboard) {
        var alerts = stack.get(stack.prometheus("/api/v1/rules?type=alert"));
        assertThat(dashboard.queries())
                .flatMap(query -> THRESHOLD
                        .matcher(query.expression())
                        .results()
                        .map(match -> match.group(1))
                        .toList())
                .allSatisfy(alert -> assertThat(alerts).contains("\"name\":\"" + alert + "\""));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelSaysWhatItShows(Dashboard dashboard) {
        assertSoftly(softly -> dashboard.panels().forEach(panel -> {
            var title = panel.getString("title", "");
            softly.assertThat(title).as("title").isNotBlank();
            softly.assertThat(panel.getString("description", "")).as(title).isNotBlank();
            softly.assertThat(panel.getJsonObject("fieldConfig")
                            .getJsonObject("defaults")
                            .getString("unit", ""))
                    .as("unit of " + title)
                    .isNotBlank();
        }));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsHaveAPlaceOfTheirOwn(Dashboard dashboard) {
        var taken = new HashSet<List<Integer>>();
        var ids = new HashSet<Integer>();
        for (var panel : dashboard.panels()) {
            var title = panel.getString("title");
            assertThat(ids.add(panel.getInt("id"))).as("id of " + title).isTrue();
            var place = panel.getJsonObject("gridPos");
            assertThat(place.getInt("x") + place.getInt("w")).as(title).isLessThanOrEqualTo(24);
            for (var x = place.getInt("x"); x < place.getInt("x") + place.getInt("w"); x++) {
                for (var y = place.getInt("y"); y < place.getInt("y") + place.getInt("h"); y++) {
                    assertThat(taken.add(List.of(x, y))).as(title).isTrue();
                }
            }
        }
    }

    @Test
    void everyUidIsOfOneDashboard() {
        assertThat(dashboards())
                .extracting(Dashboard::uid)
                .doesNotHaveDuplicates()
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void dataSourcesAreProvisioned(Dashboard dashboard) throws IOException {
        var provisioned = Files.readString(Path.of("docker/grafana/provisioning/datasources/prometheus.yml"));
        var sections = Stream.of("annotations", "templating")
                .flatMap(name -> dashboard.json().getJsonObject(name).getJsonArray("list").stream());
        assertThat(Stream.concat(sections, dashboard.panels().stream()))
                .map(user -> user.asJsonObject().getJsonObject("datasource").getString("uid"))
                .allSatisfy(uid -> assertThat(provisioned).contains("    uid: " + uid + "\n"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void coloursAreThoseOfThePage(Dashboard dashboard) throws IOException {
        var tokens = Files.readString(Path.of("src/main/webapp/css/tokens.css"));
        assertThat(matches(COLOUR, tokens)).containsAll(matches(COLOUR, dashboard.text()));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void runbooksAreThere(Dashboard dashboard) {
        assertThat(matches(RUNBOOK, dashboard.text()))
                .allSatisfy(name ->
                        assertThat(Path.of("docs/runbooks", name + ".md")).exists());
    }
}
