package dev.tocsin.alerting.chart;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.upstream.WatchingRule;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HopsTest {

    private static final Instant THEN = Instant.parse("2026-01-31T03:00:00Z");
    private static final Map<String, BigDecimal> ALL_ACCEPTED =
            Map.of("slack", BigDecimal.ONE, "pagerduty", BigDecimal.ONE, "webhook", BigDecimal.TEN);

    private static WatchingRule rule(String name, String fault, WatchingRule.Active... alerts) {
        return new WatchingRule(
                name,
                "up == 0",
                Map.of(),
                Duration.ofMinutes(1),
                Duration.ZERO,
                Duration.ofSeconds(15),
                Instant.EPOCH,
                fault,
                List.of(alerts));
    }

    private static WatchingRule.Active alert(Map<String, String> labels) {
        return new WatchingRule.Active(labels, "it does not", THEN);
    }

    /** All rules are loaded, and of one there are alerts. */
    private static List<WatchingRule> rulesWith(String name, WatchingRule.Active... alerts) {
        var rules = new ArrayList<WatchingRule>();
        Hops.WATCHING.forEach(each -> rules.add(each.equals(name) ? rule(each, "", alerts) : rule(each, "")));
        return rules;
    }

    private static Map<Hop.Id, Hop.State> states(List<WatchingRule> rules, Map<String, BigDecimal> accepted) {
        return Hops.judge(new Hops.Known(rules, accepted, Set.of("app-1:9080"))).stream()
                .collect(toMap(Hop::id, Hop::state));
    }

    @Test
    void whatNoRuleComplainsOfWorks() {
        assertThat(states(rulesWith(""), ALL_ACCEPTED).values()).containsOnly(Hop.State.WORKS);
    }

    @Test
    void onlyTheChannelThatFailsIsBroken() {
        var states = states(
                rulesWith("AlertmanagerFailedToSendAlerts", alert(Map.of("integration", "slack"))), ALL_ACCEPTED);
        assertThat(states).containsEntry(Hop.Id.SLACK, Hop.State.BROKEN);
        states.remove(Hop.Id.SLACK);
        assertThat(states.values()).containsOnly(Hop.State.WORKS);
    }

    @Test
    void aServiceThatDoesNotTakeItIsNotAlertmanagersFault() {
        var states = states(
                rulesWith(
                        "PrometheusErrorSendingAlerts",
                        alert(Map.of("alertmanager", "http://app-1:9080/api/v2/alerts"))),
                ALL_ACCEPTED);
        assertThat(states)
                .containsEntry(Hop.Id.DIRECT, Hop.State.BROKEN)
                .containsEntry(Hop.Id.ALERTMANAGER, Hop.State.WORKS);
    }

    @Test
    void aChannelThatWasToldNothingIsNotKnownToWork() {
        assertThat(states(rulesWith(""), Map.of("webhook", BigDecimal.ONE)))
                .containsEntry(Hop.Id.SLACK, Hop.State.UNKNOWN)
                .containsEntry(Hop.Id.WEBHOOK, Hop.State.WORKS);
    }

    @Test
    void aRuleThatCannotBeEvaluatedBreaksAtOnce() {
        var rules = rulesWith("");
        rules.add(rule("HighErrorRate", "many-to-many matching"));
        assertThat(states(rules, ALL_ACCEPTED)).containsEntry(Hop.Id.RULES, Hop.State.BROKEN);
    }

    @Test
    void withoutItsRuleNothingIsKnown() {
        assertThat(states(List.of(), Map.of()).values()).containsOnly(Hop.State.UNKNOWN);
    }

    @Test
    void sinceWhenIsTheOldestAlerts() {
        var hop = Hops.judge(new Hops.Known(rulesWith("ServiceDown", alert(Map.of())), ALL_ACCEPTED, Set.of()))
                .get(0);
        assertThat(hop.since()).contains(THEN);
        assertThat(hop.detail()).isEqualTo("it does not");
    }
}
