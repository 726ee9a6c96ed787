package dev.tocsin.drill;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Holds so much memory that the heap is over the limit that HighMemoryUsage speaks of, and the service goes on working. All
 * of it is given back after a time, whether anybody asks for it or not.
 */
@ApplicationScoped
public class HeapFilling {

    /** How full it is made. */
    static final int PERCENT = 90;

    /** A drill that nobody ends is over by then. */
    public static final Duration MOST = Duration.ofMinutes(30);

    /** Less than half a region of the collector, which would give a larger array a region of its own. */
    private static final int CHUNK = 128 * 1024;

    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final Supplier<MemoryUsage> heap;
    private final List<byte[]> held = new ArrayList<>();
    private ScheduledExecutorService topUp;

    HeapFilling() {
        this(ManagementFactory.getMemoryMXBean()::getHeapMemoryUsage);
    }

    HeapFilling(Supplier<MemoryUsage> heap) {
        this.heap = heap;
    }

    /**
     * Fills the heap and keeps it full: what the collector frees is filled up again. Another one that is under way ends.
     *
     * @param duration after which it is released
     */
    public synchronized void fill(Duration duration) {
        release();
        topUp = Executors.newSingleThreadScheduledExecutor(HeapFilling::daemon);
        topUp.scheduleWithFixedDelay(this::hold, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        topUp.schedule(this::release, duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task, "heap-drill");
        thread.setDaemon(true);
        return thread;
    }

    private synchronized void hold() {
        while (!topUp.isShutdown() && isBelow()) {
            held.add(new byte[CHUNK]);
        }
    }

    private boolean isBelow() {
        var usage = heap.get();
        return usage.getUsed() * 100.0 / usage.getMax() < PERCENT;
    }

    /** Gives everything back. */
    @PreDestroy
    public synchronized void release() {
        if (topUp != null) {
            topUp.shutdownNow();
        }
        held.clear();
    }

    /** How many bytes are held. */
    synchronized long heldBytes() {
        return (long) held.size() * CHUNK;
    }
}
