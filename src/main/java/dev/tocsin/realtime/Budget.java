package dev.tocsin.realtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that many share. Each may hold no more than is still free, and so those who hold much are the first to be
 * refused, and nobody can take the rest from the others (Choudhury and Hahne, "Dynamic queue length thresholds for
 * shared-memory packet switches", 1998).
 */
final class Budget {

    private final long max;
    private final AtomicLong used = new AtomicLong();

    /** @param max in bytes */
    Budget(long max) {
        this.max = max;
    }

    /** What one may hold now, of the {@code most} that it may ever hold. */
    long allowance(long most) {
        return Math.min(most, max - used.get());
    }

    void take(long bytes) {
        used.addAndGet(bytes);
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }
}
