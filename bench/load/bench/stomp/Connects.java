package bench.stomp;

import java.io.IOException;

/** Connections that open, 64 at a time, from TCP to CONNECTED. */
final class Connects {

    private Connects() {}

    /** @return connections a second, behind as many that are not measured: a server that stood still has to catch up */
    static Measured run(Target target, int count) throws IOException {
        try (var loop = new Loop()) {
            new Group(new Client.Listener() {}).open(loop, target, count);
        }
        try (var loop = new Loop()) {
            var since = Usage.Since.now(target);
            new Group(new Client.Listener() {}).open(loop, target, count);
            return new Measured(new double[] {count / since.seconds()}, since.usage());
        }
    }
}
