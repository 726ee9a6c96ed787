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
                "Any      | critical | websocket      | audit,websocket-oncall",
                "Any      | critical | infrastructure | audit,websocket-oncall,infrastructure-team",
                "Any      | critical | other          | audit,websocket-oncall",
                "Any      | critical |                | audit,websocket-oncall",
                "Any      | warning  | websocket      | audit,websocket-team",
                "Any      | warning  | infrastructure | audit,websocket-team,infrastructure-team",
                "Any      | warning  | other          | audit,websocket-team",
                "Any      | warning  |                | audit,websocket-team",
                "Any      | info     | websocket      | audit,websocket-team",
                "Any      | info     | infrastructure | audit,infrastructure-team",
                "Any      | info     | other          | audit,websocket-team",
                "Any      | info     |                | audit,websocket-team",
                "Any      | critcal  | websocket      | audit,websocket-team",
                "Any      | critcal  | infrastructure | audit,infrastructure-team",
                "Any      | CRITICAL | other          | audit,websocket-team",
                "Any      |          | websocket      | audit,websocket-team",
                "Any      |          | infrastructure | audit,infrastructure-team",
                "Any      |          |                | audit,websocket-team",
                "Watchdog | none     | monitoring     | heartbeat",
            })
    void nothingIsLost(String alert, String severity, String team, String receivers) {
        var words = new ArrayList<>(List.of(
                "amtool", "config", "routes", "test", "--config.file=docker/alertmanager.yml", "alertname=" + alert));
        if (severity != null) {
            words.add("severity=" + severity);
        }
        if (team != null) {
            words.add("team=" + team);
        }

        assertThat(Command.run(Duration.ofSeconds(20), Map.of(), words)
                        .orFail()
                        .out()
                        .strip())
                .isEqualTo(receivers);
    }
}
