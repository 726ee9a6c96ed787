package bench.stomp;

import java.io.IOException;
import java.util.ArrayList;

/**
 * Publishers and subscribers of one topic. A publisher sends its next message when one of its last few has come to every
 * subscriber, so that the server always has work and never a growing backlog; none may be lost.
 */
final class FanOut implements Client.Listener {

    private static final String TOPIC = "/topic/fan-out";
    private static final int SLOTS = 1 << 12;

    /** Numbers from here on look whether all subscriptions are there. */
    private static final int PROBE = 900_000_000;

    /** In nanoseconds without a message, after which the next probe goes. */
    private static final long PATIENCE = 300_000_000;

    private final Client[] publishers;
    private final int subscribers;
    private final int window;
    private final Loop loop;
    private final byte[] message = Stomp.send(TOPIC);
    private final int[] arrived = new int[SLOTS];
    private final int[] sender = new int[SLOTS];
    private int next;
    private int inFlight;
    private boolean isOver;
    private int probe = PROBE;
    private int probed;
    private long lastProbed;
    private long deliveries;

    private FanOut(Loop loop, Target target, int publishers, int subscribers, int window) throws IOException {
        this.loop = loop;
        this.subscribers = subscribers;
        this.window = window;
        this.publishers = new Group(this).open(loop, target, publishers).clients().toArray(Client[]::new);
        for (var client : new ArrayList<>(new Group(this).open(loop, target, subscribers).clients())) {
            client.subscribe(TOPIC);
        }
    }

    /**
     * @param window how many messages of one publisher may be on their way
     * @return deliveries a second
     */
    static Measured run(Target target, int publishers, int subscribers, int window, double warmUp, double seconds)
            throws IOException {
        try (var loop = new Loop()) {
            return new FanOut(loop, target, publishers, subscribers, window).measure(target, warmUp, seconds);
        }
    }

    private Measured measure(Target target, double warmUp, double seconds) throws IOException {
        awaitSubscriptions(target);
        for (int i = 0; i < publishers.length; i++) {
            for (int j = 0; j < window; j++) {
                send(i);
            }
        }
        loop.forSeconds(warmUp);
        long before = deliveries;
        var since = Usage.Since.now(target);
        loop.forSeconds(seconds);
        double perSecond = (deliveries - before) / since.seconds();
        var usage = since.usage();
        isOver = true;
        loop.until("every message of " + target.name() + " has come to all", 20, () -> inFlight == 0);
        return new Measured(new double[] {perSecond}, usage);
    }

    /** Not every broker answers a SUBSCRIBE: a message that comes to all shows that all are subscribed. */
    private void awaitSubscriptions(Target target) throws IOException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (probed < subscribers && System.nanoTime() < end) {
            probed = 0;
            publishers[0].send(Stomp.numbered(message, ++probe));
            lastProbed = System.nanoTime();
            loop.until(
                    "the subscriptions to " + target.name(),
                    60,
                    () -> probed == subscribers || System.nanoTime() - lastProbed > PATIENCE);
        }
        if (probed < subscribers) {
            throw new IOException(target.name() + " delivers to " + probed + " of " + subscribers);
        }
    }

    private void send(int publisher) throws IOException {
        int slot = next & (SLOTS - 1);
        arrived[slot] = 0;
        sender[slot] = publisher;
        inFlight++;
        publishers[publisher].send(Stomp.numbered(message, next++));
    }

    @Override
    public void message(Client client, int number) throws IOException {
        if (number >= PROBE) {
            probed += number == probe ? 1 : 0;
            lastProbed = System.nanoTime();
            return;
        }
        deliveries++;
        int slot = number & (SLOTS - 1);
        if (++arrived[slot] == subscribers) {
            inFlight--;
            if (!isOver) {
                send(sender[slot]);
            }
        }
    }
}
