package bench;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A hundred thousand alerts at once, and what a client of the WebSocket service and the person on call feel of them. */
final class Storm {

    private static final int ALERTS = 100_000;
    private static final int GROUP = 100;
    private static final int SENDERS = 64;

    private Storm() {}

    static void run(Server server) throws Exception {
        // Twice: the second time nothing is compiled or grows any more.
        storm(server);
        long heapBefore = server.heapBytes();
        var calmPage = new PageReads(server);
        var calm = Echo.during(server.webSocket(), () -> calmPage.during(Storm::calm));
        long start = System.nanoTime();
        var besidePage = new PageReads(server);
        var beside = Echo.during(server.webSocket(), () -> besidePage.during(() -> storm(server)));
        double seconds = (System.nanoTime() - start) / 1e9;
        long heapAfter = server.heapBytes();
        System.out.printf("%,d alerts by %d senders, %d a delivery: %.1f s%n", ALERTS, SENDERS, GROUP, seconds);
        System.out.printf(
                "heap behind a collection: %.1f MB before, %.1f MB after%n", heapBefore / 1e6, heapAfter / 1e6);
        System.out.printf("%-34s %8s %8s %8s%n", "", "p50 ms", "p99 ms", "times");
        print("WebSocket echo, calm", calm);
        print("WebSocket echo, beside the storm", beside);
        print("page of alerts, calm", calmPage.times());
        print("page of alerts, beside the storm", besidePage.times());
    }

    private static void print(String what, Times times) {
        System.out.printf("%-34s %8.1f %8.1f %8d%n", what, times.p50(), times.p99(), times.count());
    }

    private static void calm() throws InterruptedException {
        TimeUnit.SECONDS.sleep(5);
    }

    private static void storm(Server server) throws Exception {
        var left = new AtomicInteger(ALERTS / GROUP);
        var pool = Executors.newFixedThreadPool(SENDERS);
        try {
            var senders = new Future<?>[SENDERS];
            for (int i = 0; i < SENDERS; i++) {
                senders[i] = pool.submit(() -> {
                    try (var sender = server.intake(GROUP)) {
                        while (left.getAndDecrement() > 0) {
                            while (!sender.send()) {
                                TimeUnit.MILLISECONDS.sleep(100);
                            }
                        }
                    }
                    return null;
                });
            }
            for (var sender : senders) {
                sender.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
