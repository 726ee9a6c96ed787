package dev.tocsin.lifecycle;

import java.time.Duration;

/**
 * How connections are closed: in batches over a window, so that clients that come back after a fixed delay do not come
 * back all at once.
 *
 * @param connections how many are to be closed
 * @param batches in how many steps
 */
public record DrainPlan(int connections, int batches) {

    /** From one batch to the next; each begins at a moment of its own within it. */
    static final Duration INTERVAL = Duration.ofMillis(100);

    /** No batch needs to be smaller: 100 connections a second are usual (the limit of HighConnectionChurn). */
    private static final int SMALL_BATCH = 10;

    static DrainPlan of(int connections, Duration window) {
        long most = Math.max(1, window.dividedBy(INTERVAL));
        return new DrainPlan(connections, (int) Math.min(most, dividedUp(connections, SMALL_BATCH)));
    }

    /** The most connections of a batch. */
    public int largestBatch() {
        return batches == 0 ? 0 : dividedUp(connections, batches);
    }

    /** From the first close to the last; what a client that does not read takes longer comes on top. */
    public Duration duration() {
        return INTERVAL.multipliedBy(batches);
    }

    /** Connections a second that other instances, or the next start, have to take, if all clients come back. */
    public double reconnectsPerSecond() {
        return batches == 0 ? 0 : connections * 1e9 / duration().toNanos();
    }

    /** The batch of a connection, from 0. */
    int batchOf(int connection) {
        return (int) ((long) connection * batches / connections);
    }

    private static int dividedUp(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
