package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tocsin.realtime.Permissions.Action;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsTest {

    private static final String RULES =
            "subscribe /topic/news/* *, send /topic/news/* editors, send /queue/jobs workers,subscribe /queue/jobs workers";

    @ParameterizedTest
    @CsvSource({
        "SUBSCRIBE, /topic/news/today, , true",
        "SUBSCRIBE, /topic/news/, , true",
        "SUBSCRIBE, /topic/new, , false",
        "SUBSCRIBE, /topic/other, editors, false",
        "SEND, /topic/news/today, , false",
        "SEND, /topic/news/today, editors, true",
        "SEND, /topic/news/today, Editors, false",
        "SEND, /topic/news/today, *, false",
        "SEND, /queue/jobs, workers, true",
        "SEND, /queue/jobs/more, workers, false",
        "SUBSCRIBE, /queue/jobs, editors, false",
    })
    void whatNoRuleAllowsIsRefused(Action action, String destination, String group, boolean isAllowed) {
        var permissions = Permissions.parse(RULES);
        Set<String> groups = group == null ? Set.of() : Set.of(group);

        var asked = assertThatCode(() -> permissions.require(action, destination, groups));
        if (isAllowed) {
            asked.doesNotThrowAnyException();
        } else {
            asked.isInstanceOfSatisfying(
                    ProtocolException.class,
                    refused -> assertThat(refused.closeReason().getCloseCode().getCode())
                            .isEqualTo(3003));
        }
    }

    @Test
    void withoutRulesEverythingIsAllowed() {
        assertThatCode(() -> Permissions.parse(" ").require(Action.SEND, "/topic/any", Set.of()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"send /topic/a", "read /topic/a *", "send topic/a *", "SEND /topic/a *", "send /topic/a * *"})
    void aRuleThatIsNoneIsNamed(String rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Permissions.parse("send /topic/a *, " + rule))
                .withMessageEndingWith("not " + rule);
    }

    @Test
    void aClientIsToldAndClosed() {
        var server = new Server(Map.of("permissions", RULES));
        for (var frame : new String[] {
            "SEND\ndestination:/topic/news/today\n\n^@",
            "SEND\ndestination:/topic/news/today\ntransaction:t\n\n^@",
            "SUBSCRIBE\nid:1\ndestination:/topic/other\n\n^@"
        }) {
            var client = server.connected();
            client.send("BEGIN\ntransaction:t\n\n^@");
            client.send("SUBSCRIBE\nid:0\ndestination:/topic/news/today\n\n^@");
            assertThat(client.closed).isNull();

            client.send(frame);

            assertThat(client.last()).startsWith("ERROR\n").contains("not allowed");
            assertThat(client.closed.getCloseCode().getCode()).isEqualTo(3003);
        }
    }
}
