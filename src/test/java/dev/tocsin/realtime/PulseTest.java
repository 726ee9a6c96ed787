package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {

    private final AtomicLong now = new AtomicLong();
    private final Pulse pulse = new Pulse(Duration.ofNanos(100), now::get);

    @Test
    void whoSaysNothingIsAskedOnceAndThenGone() {
        now.set(99);
        assertThat(pulse.isDue()).isFalse();
        now.set(100);
        assertThat(pulse.isDue()).isTrue();
        assertThat(pulse.isDue()).isFalse();

        pulse.written();
        now.set(199);
        assertThat(pulse.isGone()).isFalse();
        now.set(200);
        assertThat(pulse.isGone()).isTrue();
    }

    @Test
    void nobodyIsGoneWhoHasNotBeenAsked() {
        now.set(100);
        assertThat(pulse.isDue()).isTrue();
        now.set(1_000);
        assertThat(pulse.isGone()).isFalse();

        pulse.written();
        now.set(1_099);
        assertThat(pulse.isGone()).isFalse();
    }

    @Test
    void whoAnswersStaysAndIsAskedAgain() {
        now.set(100);
        assertThat(pulse.isDue()).isTrue();
        pulse.written();
        now.set(199);
        pulse.beat();

        now.set(298);
        assertThat(pulse.isGone()).isFalse();
        assertThat(pulse.isDue()).isFalse();
        now.set(299);
        assertThat(pulse.isDue()).isTrue();
    }

    @Test
    void anIntervalOfZeroAsksNobody() {
        var none = new Pulse(Duration.ZERO, now::get);
        now.set(Long.MAX_VALUE);

        assertThat(none.isDue()).isFalse();
        assertThat(none.isGone()).isFalse();
    }
}
