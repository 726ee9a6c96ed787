package bench.stomp;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Clients that each send themselves messages through a topic of their own, by the clock: a message counts from when it was
 * due, so that a server that stops for a while is charged for all that it kept waiting.
 */
final class RoundTrip implements Client.Listener {

    private static final int CLIENTS = 100;
    private static final int PER_SECOND = 2_000;

    private final Loop loop;
    private final List<Client> clients;
    private final byte[][] messages = new byte[CLIENTS][];
    private final Map<Client, Boolean> subscribed = new HashMap<>();
    private long[] due = {};
    private long[] nanos = {};
    private int arrived;

    private RoundTrip(Loop loop, Target target) throws IOException {
        this.loop = loop;
        clients = new Group(this).open(loop, target, CLIENTS).clients();
        for (int i = 0; i < CLIENTS; i++) {
            messages[i] = Stomp.send("/topic/round-trip-" + i);
            clients.get(i).subscribe("/topic/round-trip-" + i);
        }
    }

    static Measured run(Target target, double warmUp, double seconds) throws IOException {
        try (var loop = new Loop()) {
            return new RoundTrip(loop, target).measure(target, warmUp, seconds);
        }
    }

    private Measured measure(Target target, double warmUp, double seconds) throws IOException {
        for (int tries = 0; tries < 50 && subscribed.size() < CLIENTS; tries++) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.get(i).send(Stomp.numbered(messages[i], 0));
            }
            loop.forSeconds(0.1);
        }
        loop.forSeconds(0.2);
        trips(target, warmUp);
        var since = Usage.Since.now(target);
        var times = trips(target, seconds);
        return new Measured(times, since.usage());
    }

    private double[] trips(Target target, double seconds) throws IOException {
        int count = (int) (seconds * PER_SECOND);
        nanos = new long[count];
        due = new long[count];
        arrived = 0;
        long begin = System.nanoTime() + 1_000_000;
        for (int sent = 0; sent < count; ) {
            due[sent] = begin + sent * 1_000_000_000L / PER_SECOND;
            if (System.nanoTime() >= due[sent]) {
                int client = sent % CLIENTS;
                clients.get(client).send(Stomp.numbered(messages[client], sent));
                sent++;
            }
            loop.poll();
        }
        loop.until("all messages are back from " + target.name(), 20, () -> arrived == count);
        return Arrays.stream(nanos).asDoubleStream().toArray();
    }

    @Override
    public void message(Client client, int number) {
        if (nanos.length == 0) {
            subscribed.put(client, true);
        } else {
            nanos[number] = System.nanoTime() - due[number];
            arrived++;
        }
    }
}
