package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told of what: every severity with every team, and those that are missing or mistyped. */
class RoutingIT {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Any      | critical | websocket      | audit,escalation-by-slack,escalation-by-pagerduty,websocket-oncall",
                "Any      | critical | infrastructure | audit,escalation-by-slack,escalation-by-pagerduty,websocket-oncall,infrastructure-team",
                "Any      | critical | other          | audit,escalation-by-slack,escalation-by-pagerduty,websocket-oncall",
                "Any      | critical | monitoring     | audit,escalation-by-slack,escalation-by-pagerduty,websocket-oncall",
                "Any      | critical |                | audit,escalation-by-slack,escalation-by-pagerduty,websocket-oncall",
                "Any      | warning  | websocket      | audit,escalation-by-slack,websocket-team",
                "Any      | warning  | infrastructure | audit,escalation-by-slack,websocket-team,infrastructure-team",
                "Any      | warning  | other          | audit,escalation-by-slack,websocket-team",
                "Any      | warning  | monitoring     | audit,escalation-by-slack,websocket-team",
                "Any      | warning  |                | audit,escalation-by-slack,websocket-team",
                "Any      | info     | websocket      | audit,websocket-team",
                "Any      | info     | infrastructure | audit,infrastructure-team",
                "Any      | info     | other          | audit,websocket-team",
                "Any      | info     | monitoring     | audit,websocket-team",
                "Any      | info     |                | audit,websocket-team",
                "Any      | critcal  | websocket      | audit,websocket-team",
                "Any      | critcal  | infrastructure | audit,infrastructure-team",
                "Any      | critcal  | other          | audit,websocket-team",
                "Any      | critcal  | monitoring     | audit,websocket-team",
                "Any      | critcal  |                | audit,websocket-team",
                "Any      | CRITICAL | websocket      | audit,websocket-team",
                "Any      | none     | monitoring     | audit,websocket-team",
                "Any      |          | websocket      | audit,websocket-team",
                "Any      |          | infrastructure | audit,infrastructure-team",
                "Any      |          | other          | audit,websocket-team",
                "Any      |          | monitoring     | audit,websocket-team",
                "Any      |          |                | audit,websocket-team",
                "Watchdog | none     | monitoring     | heartbeat",
            })
    void nothingIsLost(String alert, String severity, String team, String receivers) {
        var labels = new ArrayList<>(List.of("alertname=" + alert));
        if (severity != null) {
            labels.add("severity=" + severity);
        }
        if (team != null) {
            labels.add("team=" + team);
        }

        assertThat(receivers(labels)).isEqualTo(receivers);
    }

    @ParameterizedTest
    @CsvSource({
        "slack, 'audit,escalation-by-pagerduty,oncall-by-pagerduty'",
        "pagerduty, 'audit,escalation-by-slack,oncall-by-slack'",
        "webhook, 'audit,escalation-by-slack,escalation-by-pagerduty,websocket-oncall'"
    })
    void whatOneChannelCannotTellTheOtherDoes(String integration, String receivers) {
        assertThat(receivers(List.of(
                        "alertname=AlertmanagerFailedToSendAlerts",
                        "severity=critical",
                        "team=monitoring",
                        "integration=" + integration)))
                .isEqualTo(receivers);
    }

    private static String receivers(List<String> labels) {
        var words =
                new ArrayList<>(List.of("amtool", "config", "routes", "test", "--config.file=docker/alertmanager.yml"));
        words.addAll(labels);
        return Command.run(Duration.ofSeconds(20), Map.of(), words)
                .orFail()
                .out()
                .strip();
    }
}
