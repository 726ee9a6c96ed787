package bench;

import java.util.concurrent.TimeUnit;

/** Reads what the page of the person on call reads, ten times a second, as long as something else goes on. */
final class PageReads {

    private static final int PAUSE_MILLIS = 100;

    private final Server server;
    private final long[] nanos = new long[1 << 14];
    private int count;
    private volatile boolean isDone;
    private Exception failure;

    PageReads(Server server) {
        this.server = server;
    }

    void during(Echo.Work work) throws Exception {
        var reader = new Thread(this::read);
        reader.start();
        try {
            work.run();
        } finally {
            isDone = true;
            reader.join();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void read() {
        try {
            while (!isDone && count < nanos.length) {
                long start = System.nanoTime();
                server.get("/api/alerts?limit=100");
                nanos[count++] = System.nanoTime() - start;
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    Times times() {
        return Times.of(nanos, count);
    }
}
