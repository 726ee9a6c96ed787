package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RateLimit limit = new RateLimit(10, 0);

    private long taken(int tries, long now) {
        return IntStream.range(0, tries).filter(i -> limit.tryTake(now)).count();
    }

    @Test
    void aSecondsWorthMayComeAtOnceAndThenSoManyASecond() {
        assertThat(taken(10, 0)).isEqualTo(10);
        assertThat(taken(1, SECOND / 10 - 1)).isZero();
    }

    @Test
    void whatWasNotUsedLongAgoIsLost() {
        assertThat(taken(100, 3600 * SECOND)).isEqualTo(10);
    }

    @Test
    void asManyASecondAreAllowedForEver() {
        for (int i = 0; i < 1000; i++) {
            assertThat(limit.tryTake(i * SECOND / 10)).isTrue();
        }
    }
}
