package dev.tocsin.realtime;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** What waits for one client, in order and within its bound. What is being written is of it until it has been. */
final class Backlog {

    private final Budget budget;
    private final int maxBytes;
    private final Queue<Outbox.Item> waiting = new ArrayDeque<>(4);
    private long bytes;
    private Outbox.Item current;
    private boolean closed;

    /** @param budget of all backlogs together */
    Backlog(Budget budget, int maxBytes) {
        this.budget = budget;
        this.maxBytes = maxBytes;
    }

    /** @return false if there is no room, or if it is closed */
    synchronized boolean offer(Outbox.Item item) {
        if (closed || bytes + item.size() > budget.allowance(maxBytes)) {
            return false;
        }
        bytes += item.size();
        item.heldBy(budget);
        return waiting.add(item);
    }

    /** The next to be written, with what can be written together with it. */
    synchronized Optional<Outbox.Item> next() {
        current = Joined.of(waiting.poll(), waiting);
        return Optional.ofNullable(current);
    }

    /**
     * The end of what {@link #next} gave, which goes, or to the end of the queue if it comes again.
     *
     * @param wasWritten false if there was nothing to write any more
     * @return nothing if it was dropped meanwhile
     */
    synchronized Optional<Outbox.Item> end(boolean wasWritten) {
        var ended = Optional.ofNullable(current);
        current = null;
        ended.ifPresent(item -> {
            if (wasWritten && item.comesAgain()) {
                waiting.add(item);
            } else {
                bytes -= item.size();
                item.releasedBy(budget);
            }
        });
        return ended;
    }

    /** Whether others wait; then the item, which takes no room, does so behind them. */
    synchronized boolean letOthersGoFirst(Outbox.Item item) {
        return !waiting.isEmpty() && waiting.add(item);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Takes nothing more, and drops what waits. */
    synchronized void close() {
        closed = true;
        waiting.forEach(item -> item.releasedBy(budget));
        waiting.clear();
        if (current != null) {
            current.releasedBy(budget);
            current = null;
        }
        bytes = 0;
    }
}
