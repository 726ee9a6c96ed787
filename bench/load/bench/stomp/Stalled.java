package bench.stomp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A topic that a thousand read, and one more who by turns reads and does not. More comes for that one than the network
 * holds, in both turns alike. What counts is when the thousand have a message, from when it was due.
 */
final class Stalled implements Client.Listener {

    private static final int READERS = 1_000;
    private static final int PER_SECOND = 20;
    private static final int FLOOD_BODY = 60_000;
    private static final int OF_THE_FLOOD = 999_999_999;
    private static final String TOPIC = "/topic/stalled";
    private static final String FLOOD = "/topic/flood";
    private static final String SLOW = "app_errors_total{mp_scope=\"application\",type=\"slow_consumer\",}";
    private static final String CUT_OFF =
            "app_connections_closed_total{code=\"1013\",initiator=\"server\",mp_scope=\"application\",}";

    private final Loop loop;
    private final Target target;
    private final Metrics metrics;
    private final Client publisher;
    private final byte[] message = Stomp.send(TOPIC);
    private final byte[] flood = Stomp.numbered(Stomp.send(FLOOD, FLOOD_BODY), OF_THE_FLOOD);
    private Client watched;
    private long[] due = {};
    private double[] nanos = {};
    private int arrived;

    private Stalled(Loop loop, Target target) throws IOException {
        this.loop = loop;
        this.target = target;
        metrics = new Metrics(target);
        publisher = new Group(this).open(loop, target, 1).clients().get(0);
        for (var client : new Group(this).open(loop, target, READERS).clients()) {
            client.subscribe(TOPIC);
        }
    }

    /** {@code rounds} times a turn in which all read, and one in which one has stopped. */
    static void run(Target target, double seconds, int rounds) throws IOException {
        try (var loop = new Loop()) {
            var all = new Stalled(loop, target);
            all.turn(seconds, false);
            var calm = new ArrayList<double[]>();
            var stalled = new ArrayList<double[]>();
            for (int i = 0; i < rounds; i++) {
                calm.add(all.turn(seconds, false));
                stalled.add(all.turn(seconds, true));
            }
            print("all read", calm);
            print("one has stopped", stalled);
        }
    }

    private static void print(String what, List<double[]> turns) {
        System.out.printf(
                "%,d readers, %-16s p50 %5.1f ms, p99 %5.1f ms (median of %d turns; p99 of each: %s)%n",
                READERS,
                what + ":",
                Load.median(turns, 0.5) / 1e6,
                Load.median(turns, 0.99) / 1e6,
                turns.size(),
                turns.stream().map(turn -> "%.1f".formatted(Load.quantile(turn, 0.99) / 1e6)).toList());
    }

    /** @return the sorted times of the thousand, in nanoseconds */
    private double[] turn(double seconds, boolean isStalled) throws IOException {
        double slow = metrics.value(SLOW);
        double cutOff = metrics.value(CUT_OFF);
        watched = new Group(this).open(loop, target, 1).clients().get(0);
        watched.subscribe(TOPIC);
        watched.subscribe(FLOOD);
        loop.forSeconds(0.5);
        if (isStalled) {
            watched.stall();
        }
        publish((int) (seconds * PER_SECOND));
        if (isStalled) {
            for (int i = 0; metrics.value(SLOW) == slow && i < 100; i++) {
                loop.forSeconds(0.1);
            }
            watched.wake();
            loop.until("the end of who did not read", 20, () -> watched.closeCode() != 0 || !watched.isOpen());
            watched.abort();
            System.out.printf(
                    "cut off: close frame %d; slow_consumer +%.0f, closed 1013 +%.0f%n",
                    watched.closeCode(), metrics.value(SLOW) - slow, metrics.value(CUT_OFF) - cutOff);
        } else {
            watched.leave();
            loop.until("the close", 20, () -> !watched.isOpen());
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private void publish(int count) throws IOException {
        nanos = new double[count * READERS];
        due = new long[count];
        arrived = 0;
        long begin = System.nanoTime() + 1_000_000;
        for (int sent = 0; sent < count; ) {
            due[sent] = begin + sent * 1_000_000_000L / PER_SECOND;
            if (System.nanoTime() >= due[sent]) {
                publisher.send(Stomp.numbered(message, sent++));
                publisher.send(flood);
                publisher.send(flood);
            }
            loop.poll();
        }
        loop.until("all messages have come", 20, () -> arrived == nanos.length);
    }

    @Override
    public void message(Client client, int number) {
        if (client != watched) {
            nanos[arrived++] = System.nanoTime() - due[number];
        }
    }
}
