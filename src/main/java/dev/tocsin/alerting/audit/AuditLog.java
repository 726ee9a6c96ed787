package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.EpisodeId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** All that happened, in an order that cannot be changed unseen: each entry is chained to the one before by its hash. */
@ApplicationScoped
public class AuditLog {

    @FunctionalInterface
    interface Work<T> {
        T on(Chain chain) throws SQLException;
    }

    private record HeadAt(Instant at, Head head) {}

    private static final Duration RECENT = Duration.ofMillis(200);
    private static final long PAGE_CHARACTERS = 4 << 20;

    private final Database database;
    private final Writers writers;
    private final Clock clock;
    private volatile HeadAt recent;

    /** For the CDI proxy. */
    AuditLog() {
        database = null;
        writers = null;
        clock = null;
    }

    @Inject
    AuditLog(Database database) {
        this(database, Clock.systemUTC());
    }

    AuditLog(Database database, Clock clock) {
        this.database = database;
        this.writers = new Writers(database);
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

    /**
     * Appends what happened together with what it comes to: both are on the disk, or neither.
     *
     * @param work may be done twice, the first time in vain
     */
    <T> T writing(Work<T> work) {
        return writers.write(work);
    }

    public Head head() {
        return database.reading(Head::read);
    }

    /**
     * The head as it was at most 200 ms ago, for what is read twice within a scrape and should be of one instant: less
     * than any scrape interval, or the head would change between both readings of each scrape. An older one while the
     * database is away.
     */
    Head recentHead() {
        var known = recent;
        if (known == null || known.at().plus(RECENT).isBefore(clock.instant())) {
            try {
                known = new HeadAt(clock.instant(), head());
                recent = known;
            } catch (StorageException e) {
                if (known == null) {
                    throw e;
                }
            }
        }
        return known.head();
    }

    /** The hashes of the entries that are wanted and there. */
    public SortedMap<Long, String> hashes(Collection<Long> wanted) {
        return database.reading(connection -> {
            var hashes = new TreeMap<Long, String>();
            for (long seq : wanted) {
                var hash = Entries.hashOf(connection, seq);
                if (!hash.isEmpty()) {
                    hashes.put(seq, hash);
                }
            }
            return hashes;
        });
    }

    /** The first entries behind {@code after}: {@code limit} of them, or fewer if they are large; none if there is none. */
    public List<Entry> page(long after, int limit) {
        return database.viewing(connection -> {
            var page = new ArrayList<Entry>();
            var size = new AtomicLong();
            var begin = Math.max(after, Head.read(connection).pruned());
            Entries.read(connection, begin, entry -> {
                page.add(entry);
                return page.size() < limit && size.addAndGet(entry.body().length()) < PAGE_CHARACTERS;
            });
            return page;
        });
    }

    /** One page of what a reader wants. */
    public EntryPage find(EntryQuery query) {
        return database.viewing(connection -> new EntryPageSearch(connection, query).run());
    }

    /** The first entries about an episode behind {@code after}, in their order; the hash before each is left out. */
    public List<Entry> about(EpisodeId id, long after, int limit) {
        var sql = "SELECT " + Entries.COLUMNS + " FROM audit_log a WHERE a.episode = (" + Entries.EPISODE
                + ") AND a.seq > ? ORDER BY a.seq LIMIT ?";
        return database.reading(connection -> {
            var entries = new ArrayList<Entry>();
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, id.fingerprint().hex());
                statement.setLong(2, id.startsAt().toEpochMilli());
                statement.setLong(3, after);
                statement.setInt(4, limit);
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        entries.add(Entries.entry(rows, ""));
                    }
                }
            }
            return entries;
        });
    }

    /**
     * The place behind which the entries begin that were recorded at an instant or later. The clock may have been set
     * back meanwhile; the entries are those from the first of them on.
     */
    public long before(Instant from) {
        var sql = "SELECT MIN(seq) - 1 FROM audit_log WHERE recorded_at >= ?";
        return number(sql, from.toEpochMilli()).orElseGet(() -> head().length());
    }

    /** The place of the last entry that was recorded before an instant. */
    public long lastBefore(Instant to) {
        return number("SELECT MAX(seq) FROM audit_log WHERE recorded_at < ?", to.toEpochMilli())
                .orElse(0L);
    }

    /** The place of the last entry that is too much if the bodies from there on may have so many bytes; 0 if none is. */
    long lastBeyond(long bytes) {
        var sql = "SELECT MAX(seq) FROM (SELECT seq, SUM(octet_length(body)) OVER (ORDER BY seq DESC) AS size"
                + " FROM audit_log) behind WHERE size > ?";
        return number(sql, bytes).orElse(0L);
    }

    private Optional<Long> number(String sql, long parameter) {
        return database.reading(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setLong(1, parameter);
                try (var row = statement.executeQuery()) {
                    row.next();
                    long number = row.getLong(1);
                    return row.wasNull() ? Optional.<Long>empty() : Optional.of(number);
                }
            }
        });
    }

    /** Whether the log and what it comes to are as they were written. */
    public Verification verify() {
        return database.viewing(Verifier::verify);
    }
}
