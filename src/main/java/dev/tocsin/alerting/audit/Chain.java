package dev.tocsin.alerting.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.OptionalLong;

/** The chain in the hands of one transaction: nobody else appends until that ends. */
final class Chain implements AutoCloseable {

    private static final String INSERT =
            "INSERT INTO audit_log (seq, recorded_at, source_at, actor, kind, subject, body, hash, episode)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Statements statements;
    private final EpisodeTable episodes;
    private final Head before;
    private Head head;

    private Chain(Connection connection, Head head) {
        this.statements = new Statements(connection);
        this.episodes = new EpisodeTable(statements);
        this.before = head;
        this.head = head;
    }

    static Chain take(Connection connection) throws SQLException {
        return new Chain(connection, Head.lock(connection));
    }

    Connection connection() {
        return statements.connection();
    }

    /** What the entries come to. */
    EpisodeTable episodes() {
        return episodes;
    }

    Head head() {
        return head;
    }

    /** The entry; its row is written by the next {@link #flush}. */
    Entry append(Event event) throws SQLException {
        return append(
                event,
                event.subject().isPresent() ? episodes.numberOf(event.subject().get()) : OptionalLong.empty());
    }

    /** @param episode the number of the event's subject */
    Entry append(Event event, long episode) throws SQLException {
        return append(event, OptionalLong.of(episode));
    }

    private Entry append(Event event, OptionalLong episode) throws SQLException {
        var entry = event.entry(head.length() + 1, head.hash());
        var statement = statements.of(INSERT);
        statement.setLong(1, entry.seq());
        statement.setLong(2, entry.recordedAt().toEpochMilli());
        statement.setObject(3, entry.sourceAt().map(Instant::toEpochMilli).orElse(null), Types.BIGINT);
        statement.setString(4, entry.actor());
        statement.setString(5, entry.kind());
        statement.setString(6, entry.subject().orElse(null));
        statement.setString(7, entry.body());
        statement.setString(8, entry.hash());
        statement.setObject(9, episode.isPresent() ? episode.getAsLong() : null, Types.BIGINT);
        statements.add(statement);
        head = new Head(entry.seq(), entry.hash(), head.pruned(), head.prunedHash());
        return entry;
    }

    /** Whether an episode has such an entry already, whenever it was made. */
    boolean holds(Event event, long episode) throws SQLException {
        var statement = statements.of("SELECT 1 FROM audit_log WHERE episode = ? AND kind = ? AND body = ?");
        statement.setLong(1, episode);
        statement.setString(2, event.kind().label());
        statement.setString(3, event.body());
        try (var row = statement.executeQuery()) {
            return row.next();
        }
    }

    /** Forgets the entries up to one, whose rows the caller deletes. */
    void beginAfter(long pruned, String prunedHash) {
        head = new Head(head.length(), head.hash(), pruned, prunedHash);
    }

    /** Writes the rows that wait: what comes next in the transaction sees them. */
    void flush() throws SQLException {
        statements.flush();
    }

    /** Writes where the chain ends now; the last thing before the commit. */
    void release() throws SQLException {
        if (!head.equals(before)) {
            head.write(connection());
        }
    }

    @Override
    public void close() throws SQLException {
        statements.close();
    }
}
