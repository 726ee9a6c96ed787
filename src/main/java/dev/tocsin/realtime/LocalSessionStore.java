package dev.tocsin.realtime;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The sessions of one server, in its memory. */
final class LocalSessionStore implements SessionStore {

    /** What a session and a subscription take beside their texts, in bytes. */
    private static final int OVERHEAD = 200;

    private record Kept(Remembered session, long until, int bytes) {}

    private final Map<String, Kept> sessions = new ConcurrentHashMap<>();
    private final Budget stored;
    private final Duration timeout;
    private final LongSupplier nanos;

    /**
     * @param stored the budget of all that is kept
     * @param nanos the time, as {@link System#nanoTime} has it
     */
    LocalSessionStore(Budget stored, Duration timeout, LongSupplier nanos) {
        this.stored = stored;
        this.timeout = timeout;
        this.nanos = nanos;
    }

    @Override
    public boolean save(Remembered session) {
        int bytes = size(session);
        if (bytes > stored.allowance(Integer.MAX_VALUE)) {
            return false;
        }
        stored.take(bytes);
        sessions.put(session.id(), new Kept(session, nanos.getAsLong() + timeout.toNanos(), bytes));
        return true;
    }

    @Override
    public Optional<Remembered> find(String id) {
        return Optional.ofNullable(sessions.get(id)).filter(this::isInTime).map(Kept::session);
    }

    @Override
    public boolean remove(String id) {
        var removed = sessions.remove(id);
        if (removed == null) {
            return false;
        }
        stored.give(removed.bytes());
        return true;
    }

    @Override
    public int size() {
        return sessions.size();
    }

    @Override
    public void sweep() {
        sessions.values().stream()
                .filter(kept -> !isInTime(kept))
                .forEach(kept -> remove(kept.session().id()));
    }

    private boolean isInTime(Kept kept) {
        return nanos.getAsLong() - kept.until() < 0;
    }

    private static int size(Remembered session) {
        return OVERHEAD
                + session.subscriptions().stream()
                        .mapToInt(each -> OVERHEAD
                                + each.id().length()
                                + each.destination().length())
                        .sum();
    }
}
