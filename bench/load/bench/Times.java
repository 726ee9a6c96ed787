package bench;

import java.util.Arrays;

/** How long something took that was done again and again, in milliseconds. */
record Times(int count, double p50, double p99) {

    static Times of(long[] nanos, int count) {
        var sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return new Times(count, Load.quantile(sorted, 0.5), Load.quantile(sorted, 0.99));
    }
}
