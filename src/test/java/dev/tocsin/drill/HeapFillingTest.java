package dev.tocsin.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeapFillingTest {

    private static final long LIMIT = 10_000_000;
    private static final Duration LONG = Duration.ofMinutes(10);

    private final AtomicLong others = new AtomicLong(2_000_000);
    private final HeapFilling filling = new HeapFilling(this::usage);

    private MemoryUsage usage() {
        long used = others.get() + held();
        return new MemoryUsage(0, used, Math.max(used, LIMIT), LIMIT);
    }

    private long held() {
        return filling == null ? 0 : filling.heldBytes();
    }

    @AfterEach
    void giveBack() {
        filling.release();
    }

    private double percent() {
        return usage().getUsed() * 100.0 / LIMIT;
    }

    @Test
    void fillsJustBeyondWhatWasAskedFor() {
        filling.fill(LONG);

        await().untilAsserted(() -> assertThat(percent()).isBetween(90.0, 92.0));
    }

    @Test
    void fillsUpWhatOthersFree() {
        filling.fill(LONG);
        await().untilAsserted(() -> assertThat(percent()).isGreaterThanOrEqualTo(90));

        others.set(1_000_000);

        await().untilAsserted(() -> assertThat(percent()).isBetween(90.0, 92.0));
    }

    @Test
    void givesBackWhenAskedAndWhenTheTimeIsOver() {
        filling.fill(LONG);
        await().until(() -> held() > 0);
        filling.release();
        assertThat(held()).isZero();

        filling.fill(Duration.ofMillis(300));
        await().until(() -> held() > 0);
        await().until(() -> held() == 0);
    }
}
