package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.EpisodeId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** All that happened, in an order that cannot be changed unseen: each entry is chained to the one before by its hash. */
@ApplicationScoped
public class AuditLog {

    @FunctionalInterface
    interface Work<T> {
        T on(Chain chain) throws SQLException;
    }

    private final Database database;
    private final Clock clock;

    /** For the CDI proxy. */
    AuditLog() {
        database = null;
        clock = null;
    }

    @Inject
    AuditLog(Database database) {
        this(database, Clock.systemUTC());
    }

    AuditLog(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Appends an entry and returns when it is on the disk.
     *
     * @throws IllegalArgumentException if the body holds a number that is not whole
     * @throws StorageException if the database failed; nothing was appended
     */
    public void append(Actor actor, Kind kind, Optional<EpisodeId> subject, JsonObject body) {
        var event = new Event(clock.instant(), Optional.empty(), actor, kind, subject, body);
        writing(chain -> chain.append(event));
    }

    /** Appends what happened together with what it comes to: both are on the disk, or neither. */
    <T> T writing(Work<T> work) {
        return database.inTransaction(connection -> {
            var chain = Chain.take(connection);
            T result = work.on(chain);
            chain.release();
            return result;
        });
    }

    public Head head() {
        return database.reading(Head::read);
    }

    /** The first {@code limit} entries behind {@code after}. */
    public List<Entry> page(long after, int limit) {
        var page = new ArrayList<Entry>();
        read(after, entry -> page.add(entry) && page.size() < limit);
        return page;
    }

    /** Hands over the entries behind {@code after}, all of one instant, until the reader wants no more. */
    public void read(long after, Predicate<Entry> reader) {
        database.<Void>viewing(connection -> {
            Entries.read(connection, after, reader::test);
            return null;
        });
    }

    /** Whether the log and what it comes to are as they were written. */
    public Verification verify() {
        return database.viewing(Verifier::verify);
    }
}
