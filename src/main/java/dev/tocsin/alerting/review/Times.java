package dev.tocsin.alerting.review;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How long something took, so often.
 *
 * @param spread those of which there is one if there is any
 * @param counts how many took up to each of {@link #BOUNDS} and longer than the one before, and in the end how many took
 *     longer than all
 */
public record Times(long count, Duration total, Optional<Spread> spread, List<Long> counts) {

    /** Both response-time targets are among them. */
    public static final List<Duration> BOUNDS = Stream.of(1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440)
            .map(Duration::ofMinutes)
            .toList();

    /** A percentile is the smallest that at least so many in a hundred do not exceed (nearest rank). */
    public record Spread(Duration mean, Duration median, Duration p90, Duration p95, Duration longest) {}

    public Times {
        counts = List.copyOf(counts);
    }

    /** @param millis each in milliseconds, in any order */
    static Times of(LongStream millis) {
        var sorted = millis.sorted().toArray();
        return new Times(
                sorted.length,
                Duration.ofMillis(Arrays.stream(sorted).sum()),
                sorted.length == 0 ? Optional.empty() : Optional.of(spread(sorted)),
                counts(sorted));
    }

    private static Spread spread(long[] sorted) {
        return new Spread(
                Duration.ofMillis(Math.round((double) Arrays.stream(sorted).sum() / sorted.length)),
                percentile(sorted, 50),
                percentile(sorted, 90),
                percentile(sorted, 95),
                Duration.ofMillis(sorted[sorted.length - 1]));
    }

    private static Duration percentile(long[] sorted, int hundredths) {
        int rank = Math.toIntExact(((long) sorted.length * hundredths + 99) / 100);
        return Duration.ofMillis(sorted[rank - 1]);
    }

    private static List<Long> counts(long[] sorted) {
        var upTo = IntStream.rangeClosed(0, BOUNDS.size())
                .mapToLong(i -> i == BOUNDS.size()
                        ? sorted.length
                        : countUpTo(sorted, BOUNDS.get(i).toMillis()))
                .toArray();
        return IntStream.range(0, upTo.length)
                .mapToObj(i -> upTo[i] - (i == 0 ? 0 : upTo[i - 1]))
                .toList();
    }

    private static int countUpTo(long[] sorted, long bound) {
        int at = Arrays.binarySearch(sorted, bound + 1);
        int first = at < 0 ? -at - 1 : at;
        while (first > 0 && sorted[first - 1] > bound) {
            first--;
        }
        return first;
    }
}
