package bench.stomp;

/** Loopback addresses to connect from, by turns: each has ports of its own, and a server may bound each one's connections. */
final class Sources {

    private static final int COUNT = 20;

    private int last;

    String next() {
        last = (last + 1) % COUNT;
        return "127.0.0." + (10 + last);
    }
}
