package dev.tocsin.alerting.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.model.Witness;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** A clock that the test sets. */
    private static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-01-31T03:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final SetClock clock = new SetClock();
    private final Heartbeats heartbeats = new Heartbeats(TIMEOUT, clock);

    private boolean isLost(Witness witness) {
        return heartbeats.all().get(witness).isLost();
    }

    @Test
    void aWitnessHasTheTimeoutToBeginWith() {
        clock.pass(TIMEOUT);
        assertThat(isLost(Witness.DIRECT)).isFalse();

        clock.pass(Duration.ofMillis(1));
        assertThat(isLost(Witness.DIRECT)).isTrue();
    }

    @Test
    void eachWitnessBeatsForItself() {
        clock.pass(TIMEOUT.plusSeconds(1));
        heartbeats.beat(Witness.WEBHOOK);

        assertThat(isLost(Witness.WEBHOOK)).isFalse();
        assertThat(isLost(Witness.DIRECT)).isTrue();
        assertThat(heartbeats.all().get(Witness.WEBHOOK).lastAt()).isEqualTo(clock.instant());
    }

    @Test
    void aBeatThatComesBackIsLostNoMore() {
        clock.pass(TIMEOUT.plusSeconds(1));
        heartbeats.beat(Witness.DIRECT);
        clock.pass(TIMEOUT);

        assertThat(isLost(Witness.DIRECT)).isFalse();
    }
}
