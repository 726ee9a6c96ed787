package bench.stomp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What connections cost that do nothing: each has subscribed to one topic, and waits. */
final class Idle {

    private static final int CONNECTIONS = 10_000;
    private static final int FEW = 10;
    private static final String TOPIC = "/topic/idle";

    private Idle() {}

    /** @return resident KiB a connection, behind a collection before and after */
    static double run(Target target) throws IOException {
        try (var loop = new Loop()) {
            var few = open(loop, target, FEW);
            warmUp(loop, target, few);
            long before = settled(loop, target);
            scrape(loop, target, FEW);
            open(loop, target, CONNECTIONS - FEW);
            long after = settled(loop, target);
            scrape(loop, target, CONNECTIONS);
            return (after - before) / 1024.0 / (CONNECTIONS - FEW);
        }
    }

    private static Group open(Loop loop, Target target, int count) throws IOException {
        var group = new Group(new Client.Listener() {}).open(loop, target, count);
        if (target.speaksStomp()) {
            for (var client : group.clients()) {
                client.subscribe(TOPIC);
                // Not all at once: some servers bound what waits to be read.
                loop.poll();
            }
        }
        return group;
    }

    /** A heap that has never been filled would take its room from the system now, and not for the connections. */
    private static void warmUp(Loop loop, Target target, Group group) throws IOException {
        var message = Stomp.send(TOPIC);
        long end = System.nanoTime() + 5_000_000_000L;
        while (System.nanoTime() < end) {
            group.clients().get(0).send(message);
            loop.forSeconds(0.001);
        }
    }

    private static long settled(Loop loop, Target target) throws IOException {
        loop.forSeconds(2);
        if (isJvm(target)) {
            Target.run("jcmd", Long.toString(target.pid()), "GC.run");
        }
        loop.forSeconds(2);
        return target.residentBytes();
    }

    private static boolean isJvm(Target target) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + target.pid() + "/exe")).endsWith("java");
    }

    /** Where there is something to scrape, with how many connections: how long it takes, and how much it is. */
    private static void scrape(Loop loop, Target target, int connections) throws IOException {
        if (!target.name().equals("tocsin")) {
            return;
        }
        var metrics = new Metrics(target);
        var millis = new double[50];
        var body = "";
        for (int i = 0; i < millis.length; i++) {
            long begin = System.nanoTime();
            body = metrics.scrape();
            millis[i] = (System.nanoTime() - begin) / 1e6;
            loop.poll();
        }
        Arrays.sort(millis);
        System.out.printf(
                "scrape with %,6d connections: %.1f ms, at most %.1f of %d; %,d bytes, %d lines%n",
                connections,
                millis[millis.length / 2],
                millis[millis.length - 1],
                millis.length,
                body.length(),
                body.lines().count());
    }
}
