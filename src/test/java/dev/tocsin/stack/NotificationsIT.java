package dev.tocsin.stack;

import static dev.tocsin.stack.AlertmanagerAlone.PAGERDUTY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What people are told, to the letter: what the real Alertmanager makes of our templates, against {@link Golden} files.
 */
class NotificationsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Instant START = Instant.parse("2026-03-01T02:03:04.567Z");

    private static AlertmanagerAlone alertmanager;

    @BeforeAll
    static void start() {
        alertmanager = new AlertmanagerAlone("notifications")
                .with("TOCSIN_GRAFANA_URL", "https://grafana.example/")
                .withSecrets();
        alertmanager.start();
    }

    @AfterAll
    static void stop() {
        alertmanager.close();
    }

    /** An alert as Prometheus tells of it: it fires, or it was over after seven minutes. */
    private static JsonObject alert(Map<String, String> labels, Map<String, String> annotations, boolean firing) {
        return Json.createObjectBuilder()
                .add("labels", Json.createObjectBuilder(Map.<String, Object>copyOf(labels)))
                .add("annotations", Json.createObjectBuilder(Map.<String, Object>copyOf(annotations)))
                .add("startsAt", START.toString())
                .add("endsAt", (firing ? Instant.now().plusSeconds(3600) : START.plusSeconds(420)).toString())
                .add("generatorURL", "http://localhost:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1")
                .build();
    }

    private static JsonObject usual(String name, String severity, String team, int instance, boolean firing) {
        return alert(
                Map.of(
                        "alertname", name,
                        "severity", severity,
                        "team", team,
                        "instance", "app-%02d:9080".formatted(instance)),
                Map.of(
                        "summary", "High error rate detected",
                        "description", "Error rate is %d errors per minute".formatted(100 + instance),
                        "runbook_url", "https://tocsin.example/runbooks/high-error-rate"),
                firing);
    }

    private static List<JsonObject> many(String name, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(instance -> usual(name, "critical", "websocket", instance, true))
                .toList();
    }

    @Test
    void oneAlertFiresAndEnds() {
        alertmanager.post(List.of(usual("One", "critical", "websocket", 1, true)));
        compare("one-firing", "One", 1, "#websocket-oncall", PAGERDUTY);
        alertmanager.post(List.of(usual("One", "critical", "websocket", 1, false)));
        compare("one-resolved", "One", 0, "#websocket-oncall", PAGERDUTY);

        var trigger = alertmanager.told("One", 1, PAGERDUTY).orElseThrow();
        var resolve = alertmanager.told("One", 0, PAGERDUTY).orElseThrow();
        assertThat(trigger.getString("event_action")).isEqualTo("trigger");
        assertThat(resolve.getString("event_action")).isEqualTo("resolve");
        assertThat(resolve.getString("dedup_key"))
                .as("PagerDuty resolves the incident that was triggered")
                .isNotBlank()
                .isEqualTo(trigger.getString("dedup_key"));
    }

    @Test
    void fiftyAlertsAreTenAndHowManyMore() {
        alertmanager.post(many("Fifty", 50));
        compare("fifty-firing", "Fifty", 50, "#websocket-oncall", PAGERDUTY);
    }

    @Test
    void whatEndedStandsBesideWhatStillFires() {
        alertmanager.post(many("Mixed", 3));
        await().atMost(LIMIT)
                .until(() -> alertmanager.told("Mixed", 3, "#websocket-oncall").isPresent()
                        && alertmanager.told("Mixed", 3, PAGERDUTY).isPresent());
        // Alertmanager may have told of the first two of the three before it had the third.
        alertmanager.sink().forget();
        alertmanager.post(List.of(usual("Mixed", "critical", "websocket", 2, false)));
        compare("mixed", "Mixed", 2, "#websocket-oncall", PAGERDUTY);
    }

    @Test
    void eachTeamAndSeverityHasItsChannelItsIconAndItsDashboard() {
        alertmanager.post(List.of(
                usual("TeamWarning", "warning", "websocket", 1, true),
                usual("TeamInfo", "info", "websocket", 1, true),
                usual("TeamHost", "warning", "infrastructure", 1, true),
                usual("TeamOther", "warning", "somebody else's", 1, true)));
        compare("warning", "TeamWarning", 1, "#websocket-alerts");
        compare("info", "TeamInfo", 1, "#websocket-alerts");
        compare("infrastructure", "TeamHost", 1, "#websocket-alerts", "#infrastructure-alerts");
        compare("other-team", "TeamOther", 1, "#websocket-alerts");
    }

    @Test
    void oddTextIsTextAndCallsNobody() {
        var odd =
                "<!channel> & <http://evil.example|click> \"quoted\" it's \\ \n line, 🚨 \u202eright\u202c עברית \u0001\u0007";
        alertmanager.post(List.of(alert(
                Map.of(
                        "alertname", "Odd <!here>",
                        "severity", "critical",
                        "team", "<!channel>",
                        "instance", "a b&c<d>\"é\"|x"),
                Map.of("summary", odd, "description", odd, "runbook_url", "https://wiki.example/a?b=1&c=<!channel>|x"),
                true)));
        compare("odd", "Odd", 1, "#websocket-oncall", PAGERDUTY);
    }

    @Test
    void whatIsMissingLeavesNoGap() {
        alertmanager.post(List.of(
                alert(Map.of("alertname", "Bare", "severity", "critical"), Map.of(), true),
                alert(
                        Map.of("alertname", "Bare", "severity", "critical", "instance", "app-2:9080"),
                        Map.of("runbook_url", "javascript:alert(1)"),
                        true),
                alert(
                        Map.of("alertname", "Bare", "severity", "critical", "instance", "app-3:9080"),
                        Map.of("runbook_url", "https://tocsin.example/runbooks/service-down"),
                        true)));
        compare("bare", "Bare", 3, "#websocket-oncall", PAGERDUTY);

        alertmanager.post(List.of(alert(Map.of("alertname", "Nothing"), Map.of(), true)));
        compare("nothing", "Nothing", 1, "#websocket-alerts");
    }

    @Test
    void tenTimesTooMuchTextIsCut() {
        var much = "All work & no play makes <Jack> a dull boy. ".repeat(250);
        alertmanager.post(IntStream.rangeClosed(1, 20)
                .mapToObj(number -> alert(
                        Map.of("alertname", "Long", "severity", "critical", "instance", number + much),
                        Map.of(
                                "summary",
                                much,
                                "description",
                                much,
                                "runbook_url",
                                "https://wiki.example/" + "x".repeat(9000)),
                        true))
                .toList());
        await().atMost(LIMIT)
                .until(() -> alertmanager.told("Long", 20, PAGERDUTY).isPresent()
                        && alertmanager.told("Long", 20, "#websocket-oncall").isPresent());
        isFitToSend(alertmanager.told("Long", 20, "#websocket-oncall").orElseThrow());
        isFitToSend(alertmanager.told("Long", 20, PAGERDUTY).orElseThrow());
    }

    @Test
    void oneChannelTellsThatTheOtherIsBrokenWithoutOurTemplates() {
        alertmanager.edit("alertmanager.yml", "\n  routes:\n", """

                  routes:
                    - matchers: ['alertname = "BrokenPagerDuty"']
                      receiver: oncall-by-slack
                    - matchers: ['alertname = "BrokenSlack"']
                      receiver: oncall-by-pagerduty
                """);
        alertmanager.edit("templates/slack.tmpl", "slack.what\" .", "no.such.template\" .");
        alertmanager.edit("templates/pagerduty.tmpl", "link.episode\" .", "no.such.template\" .");
        try {
            var failed = alertmanager.failed("slack");
            alertmanager.post(List.of(
                    usual("Broken", "critical", "websocket", 1, true),
                    usual("BrokenPagerDuty", "critical", "monitoring", 1, true),
                    usual("BrokenSlack", "critical", "monitoring", 1, true)));
            compare("broken-pagerduty", "BrokenPagerDuty", 1, "#websocket-oncall");
            compare("broken-slack", "BrokenSlack", 1, PAGERDUTY);
            await("the templates are broken indeed")
                    .atMost(LIMIT)
                    .until(() -> alertmanager.failed("slack") > failed && alertmanager.failed("pagerduty") > 0);
        } finally {
            alertmanager.edit("templates/slack.tmpl", "no.such.template\" .", "slack.what\" .");
            alertmanager.edit("templates/pagerduty.tmpl", "no.such.template\" .", "link.episode\" .");
        }
    }

    @Test
    void aMissingSecretIsCountedAndHealsWithoutARestart() {
        try (var bare = new AlertmanagerAlone("notifications-bare").start()) {
            bare.post(List.of(usual("Bare", "critical", "websocket", 1, true)));
            await().atMost(LIMIT).until(() -> bare.failed("slack") > 0 && bare.failed("pagerduty") > 0);

            bare.withSecrets();
            await().atMost(LIMIT)
                    .until(() -> !bare.sink().slack().isEmpty()
                            && !bare.sink().pagerDuty().isEmpty());
            assertThat(bare.sink().slack().toString() + bare.sink().pagerDuty())
                    .as("without Grafana")
                    .contains("Runbook")
                    .doesNotContain("Dashboard")
                    .doesNotContain("/d/tocsin-");
        }
    }

    private static void compare(String golden, String alert, int firing, String... to) {
        var text = new StringBuilder();
        for (var channel : to) {
            await(alert + " is told to " + channel)
                    .atMost(LIMIT)
                    .until(() -> alertmanager.told(alert, firing, channel).isPresent());
            var message = alertmanager.told(alert, firing, channel).orElseThrow();
            isFitToSend(message);
            text.append("==== ").append(channel).append('\n').append(Golden.readable(message));
        }
        Golden.compare(golden, text.toString());
    }

    /** Slack and PagerDuty would take it, nobody is called by what a label says, and no secret is in it. */
    private static void isFitToSend(JsonObject message) {
        var json = message.toString();
        assertThat(json)
                .doesNotContain("<no value>", alertmanager.sink().slackUrl().toString());
        if (message.containsKey("channel")) {
            var attachment = message.getJsonArray("attachments").getJsonObject(0);
            assertThat(attachment.getString("text").length()).isBetween(1, 40_000);
            assertThat(attachment.getString("title").length()).isBetween(1, 1_024);
            assertThat(json)
                    .doesNotContain(AlertmanagerAlone.PAGERDUTY_KEY)
                    .doesNotContain("<!channel", "<!here", "<http://evil");
            return;
        }
        assertThat(json.length()).isLessThan(512_000);
        assertThat(message.getJsonObject("payload").getString("summary").length())
                .isBetween(1, 1_024);
        assertThat(message.getJsonObject("payload").getString("source")).isNotEmpty();
        assertThat(message.getJsonObject("payload").getJsonObject("custom_details"))
                .doesNotContainKey("error");
        assertThat(message.getJsonArray("links"))
                .allSatisfy(link ->
                        assertThat(link.asJsonObject().getString("href")).matches("https?://\\S+"));
        assertThat(json.split(AlertmanagerAlone.PAGERDUTY_KEY, -1))
                .as("only as the routing key")
                .hasSize(2);
    }
}
