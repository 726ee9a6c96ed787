package dev.tocsin.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.client.ResumableSession.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResumableSessionTest {

    private final ResumableSession session = new ResumableSession();

    @Test
    void itAsksForASessionAndShowsItsTokenAfterwards() {
        assertThat(session.connectHeaders()).isEqualTo(Map.of("session-token", "new", "session-received", ""));
        var connected = session.connected(Map.of("session-outcome", "new", "session-token", "t.s"));
        assertThat(connected.outcome()).isEqualTo(Outcome.NEW);
        session.received("a&b", "e.1");
        session.received("c", "f.1");
        session.received("a&b", "e.2");

        assertThat(session.connectHeaders())
                .isEqualTo(Map.of("session-token", "t.s", "session-received", "a%26b=e.2&c=f.1"));
    }

    @Test
    void whatIsRecoveredGoesOnFromWhereItIs() {
        session.received("a", "e.1");
        var connected = session.connected(Map.of(
                "session-outcome",
                "trimmed",
                "session-token",
                "t.s",
                "session-subscriptions",
                "a&b%26",
                "session-trimmed",
                "a"));

        assertThat(connected.subscriptions()).containsExactly("a", "b&");
        assertThat(connected.trimmed()).containsExactly("a");
        assertThat(session.connectHeaders()).containsEntry("session-received", "a=e.1");
    }

    @Test
    void whatIsNotBeginsAnew() {
        session.received("a", "e.1");
        session.connected(Map.of("session-outcome", "expired", "session-token", "u.s"));
        assertThat(session.connectHeaders()).isEqualTo(Map.of("session-token", "u.s", "session-received", ""));

        session.received("a", "e.1");
        session.disconnected();
        assertThat(session.connectHeaders()).isEqualTo(Map.of("session-token", "new", "session-received", ""));
    }

    @Test
    void aServerThatKnowsNoSessionsIsNoTrouble() {
        var connected = session.connected(Map.of("version", "1.2"));

        assertThat(connected.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(connected.subscriptions()).isEmpty();
        assertThat(session.connectHeaders()).containsEntry("session-token", "new");
    }
}
