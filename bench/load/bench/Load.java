package bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/** Senders that each send the next delivery when the last was answered, for a while; the first fifth is not counted. */
final class Load {

    /** Does one delivery; says whether it was stored. */
    @FunctionalInterface
    interface Delivery {
        boolean send() throws Exception;
    }

    /**
     * What was measured.
     *
     * @param sent all that was stored, the beginning included
     * @param refused all that was answered "try again later"
     */
    record Result(double perSecond, double p50Millis, double p99Millis, long sent, long refused) {}

    private record Times(long[] nanos, int count, long sent, long refused) {}

    private Load() {}

    static Result run(int senders, double seconds, IntFunction<Delivery> deliveries) throws Exception {
        long begin = System.nanoTime();
        long counted = begin + (long) (seconds * 0.25e9);
        long end = begin + (long) (seconds * 1.25e9);
        var tasks = new ArrayList<Callable<Times>>();
        for (int i = 0; i < senders; i++) {
            var delivery = deliveries.apply(i);
            tasks.add(() -> send(delivery, counted, end));
        }
        var pool = Executors.newFixedThreadPool(senders);
        try {
            var all = new ArrayList<Times>();
            for (var done : pool.invokeAll(tasks)) {
                all.add(done.get());
            }
            var nanos = all.stream()
                    .flatMapToLong(times -> Arrays.stream(times.nanos(), 0, times.count()))
                    .sorted()
                    .toArray();
            long sent = all.stream().mapToLong(Times::sent).sum();
            long refused = all.stream().mapToLong(Times::refused).sum();
            return new Result(nanos.length / seconds, quantile(nanos, 0.5), quantile(nanos, 0.99), sent, refused);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Times send(Delivery delivery, long counted, long end) throws Exception {
        var nanos = new long[1024];
        int count = 0;
        long sent = 0;
        long refused = 0;
        for (long start = System.nanoTime(); start < end; ) {
            boolean isStored = delivery.send();
            long now = System.nanoTime();
            if (!isStored) {
                refused++;
            } else {
                sent++;
                if (now >= counted && now < end) {
                    nanos = count == nanos.length ? Arrays.copyOf(nanos, 2 * count) : nanos;
                    nanos[count++] = now - start;
                }
            }
            start = now;
        }
        return new Times(nanos, count, sent, refused);
    }

    static double quantile(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))] / 1e6;
    }

}
