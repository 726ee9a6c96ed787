package dev.tocsin.realtime;

import java.util.concurrent.TimeUnit;

/** So many a second, and what was not used of the last second on top. Not thread-safe. */
final class RateLimit {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long nanosEach;
    private long paidUntil;

    /** @param now by {@link System#nanoTime} */
    RateLimit(int perSecond, long now) {
        this.nanosEach = SECOND / perSecond;
        this.paidUntil = now - SECOND;
    }

    /** Whether one more is allowed. */
    boolean tryTake(long now) {
        paidUntil = Math.max(paidUntil, now - SECOND) + nanosEach;
        return paidUntil <= now;
    }
}
