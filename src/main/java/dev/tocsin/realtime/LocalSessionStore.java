package dev.tocsin.realtime;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        if (size(session) > stored.allowance(Integer.MAX_VALUE)) {
            return false;
        }
        keep(session);
        return true;
    }

    private void keep(Remembered session) {
        int bytes = size(session);
        stored.take(bytes);
        sessions.put(session.id(), new Kept(session, nanos.getAsLong() + timeout.toNanos(), bytes));
    }

    void writeTo(Snapshot.Writer out) throws IOException {
        var all = List.copyOf(sessions.values());
        out.number(all.size());
        for (var kept : all) {
            var session = kept.session();
            out.text(session.id());
            out.text(session.digest());
            out.text(session.user().orElse(""));
            out.number(session.subscriptions().size());
            for (var each : session.subscriptions()) {
                out.text(each.id());
                out.text(each.destination());
                out.text(each.ack().name());
                out.text(each.start().map(Position::toString).orElse(""));
            }
        }
    }

    /** Their clients have as long to come back as after any loss. */
    void readFrom(Snapshot.Reader in) throws IOException {
        for (long left = in.number(); left > 0; left--) {
            var id = in.text();
            var digest = in.text();
            var user = Optional.of(in.text()).filter(name -> !name.isEmpty());
            var subscriptions = new ArrayList<Entry>();
            for (long more = in.number(); more > 0; more--) {
                subscriptions.add(
                        new Entry(in.text(), in.text(), AckMode.valueOf(in.text()), Position.parse(in.text())));
            }
            keep(new Remembered(id, digest, user, subscriptions));
        }
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
