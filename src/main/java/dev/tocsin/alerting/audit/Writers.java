package dev.tocsin.alerting.audit;

import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Whoever waits for the disk is committed together with the others who do: one of them does the work of all in one
 * transaction, and each returns when that is on the disk. Where it fails, each work is tried by itself, so that one that
 * cannot be done is nobody else's fault.
 */
final class Writers {

    /** So long a work waits for others, or is tried because of others, before its caller is told to come again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** No work joins a transaction that is older. */
    private static final Duration JOINING = Duration.ofMillis(100);

    private final Database database;
    private final Queue<Writing<?>> waiting = new ArrayDeque<>();
    private boolean isCommitting;

    Writers(Database database) {
        this.database = database;
    }

    /**
     * Returns when the work is on the disk.
     *
     * @param work may be done twice, the first time in vain
     * @throws StorageException if the database failed or was busy; nothing of the work was stored
     */
    <T> T write(AuditLog.Work<T> work) {
        var mine = new Writing<>(work);
        add(mine);
        while (leads(mine)) {
            try {
                commit();
            } finally {
                stepDown();
            }
        }
        return mine.result();
    }

    private synchronized void add(Writing<?> writing) {
        waiting.add(writing);
    }

    private synchronized Writing<?> next() {
        return waiting.poll();
    }

    /** Whether it falls to the caller to commit; otherwise its work is done. */
    private synchronized boolean leads(Writing<?> mine) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean isInterrupted = false;
        try {
            while (isCommitting && !mine.isDone()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                // What another has begun ends soon, and only then it is known how.
                if (left <= 0 && waiting.remove(mine)) {
                    throw new StorageException(new SQLTimeoutException("others have been writing for " + PATIENCE));
                }
                try {
                    wait(Math.max(left, 10));
                } catch (InterruptedException e) {
                    isInterrupted = true;
                    end = System.nanoTime();
                }
            }
            isCommitting |= !mine.isDone();
            return !mine.isDone();
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void stepDown() {
        isCommitting = false;
        notifyAll();
    }

    private void commit() {
        var taken = new ArrayList<Writing<?>>();
        try {
            together(taken);
            taken.forEach(Writing::succeed);
        } catch (RuntimeException | Error e) {
            if (taken.isEmpty()) {
                // The transaction did not begin, and would not for the others either.
                for (var next = next(); next != null; next = next()) {
                    next.fail(e);
                }
            } else if (taken.size() == 1) {
                taken.get(0).fail(e);
            } else {
                eachAlone(taken, e);
            }
        }
    }

    private void together(List<Writing<?>> taken) {
        long end = System.nanoTime() + JOINING.toNanos();
        database.inTransaction(connection -> {
            try (var chain = Chain.take(connection)) {
                for (var next = next(); next != null; next = System.nanoTime() < end ? next() : null) {
                    taken.add(next);
                    next.on(chain);
                    chain.flush();
                }
                chain.release();
                return null;
            }
        });
    }

    private void eachAlone(List<Writing<?>> taken, Throwable failure) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (var each : taken) {
            try {
                if (System.nanoTime() > end) {
                    each.fail(failure);
                    continue;
                }
                database.inTransaction(connection -> {
                    try (var chain = Chain.take(connection)) {
                        each.on(chain);
                        chain.flush();
                        chain.release();
                        return null;
                    }
                });
                each.succeed();
            } catch (RuntimeException | Error e) {
                each.fail(e);
            }
        }
    }
}
