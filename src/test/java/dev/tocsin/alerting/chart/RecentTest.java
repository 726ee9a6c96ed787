package dev.tocsin.alerting.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentTest {

    private static final Duration AGE = Duration.ofSeconds(10);

    private Instant now = Instant.EPOCH;
    private final AtomicInteger asked = new AtomicInteger();
    private final Recent<String, Integer> recent = new Recent<>(AGE, 2, new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    private int ask(String key) {
        return recent.get(key, asked::incrementAndGet);
    }

    @Test
    void anAnswerIsKeptUntilItIsOld() {
        assertThat(ask("a")).isEqualTo(1);
        now = now.plus(AGE).minusMillis(1);
        assertThat(ask("a")).isEqualTo(1);
        now = now.plusMillis(1);
        assertThat(ask("a")).isEqualTo(2);
    }

    @Test
    void onlySoManyAreKept() {
        ask("a");
        ask("b");
        ask("c");
        assertThat(ask("c")).isEqualTo(3);
        assertThat(ask("a")).isEqualTo(4);
    }

    @Test
    void aFailureIsKeptToo() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> recent.get("a", () -> {
                        throw new IllegalArgumentException("no " + asked.incrementAndGet());
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no 1");
        }
    }

    @Test
    void manyAtOnceAskOnce() throws Exception {
        var isAsking = new CountDownLatch(1);
        var mayAnswer = new CountDownLatch(1);
        var threads = Executors.newFixedThreadPool(4);
        try {
            var first = threads.submit(() -> recent.get("a", () -> {
                isAsking.countDown();
                awaitQuietly(mayAnswer);
                return asked.incrementAndGet();
            }));
            assertThat(isAsking.await(30, TimeUnit.SECONDS)).isTrue();
            var second = threads.submit(() -> ask("a"));
            mayAnswer.countDown();
            assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
