package dev.tocsin.alerting.chart;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Answers that are kept for some seconds, failures too: however many ask at once or one after the other, it costs one
 * question.
 */
final class Recent<K, V> {

    private record Kept<V>(Instant at, FutureTask<V> answer) {}

    private final Map<K, Kept<V>> byKey;
    private final Duration age;
    private final Clock clock;

    /** @param most so many answers are kept, those that were asked for last */
    Recent(Duration age, int most, Clock clock) {
        this.age = age;
        this.clock = clock;
        this.byKey = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Kept<V>> eldest) {
                return size() > most;
            }
        };
    }

    /** Whoever asks first finds it out; the others wait for that. */
    V get(K key, Supplier<V> ask) {
        var answer = kept(key, ask);
        answer.run(); // does nothing if it has run, or runs, already
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    private synchronized FutureTask<V> kept(K key, Supplier<V> ask) {
        var now = clock.instant();
        var kept = byKey.get(key);
        if (kept == null || !kept.at().plus(age).isAfter(now)) {
            kept = new Kept<>(now, new FutureTask<>(ask::get));
            byKey.put(key, kept);
        }
        return kept.answer();
    }
}
