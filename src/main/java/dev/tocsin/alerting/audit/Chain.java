package dev.tocsin.alerting.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;

/** The chain in the hands of one transaction: nobody else appends until that ends. */
final class Chain {

    private final Connection connection;
    private final Head before;
    private Head head;

    private Chain(Connection connection, Head head) {
        this.connection = connection;
        this.before = head;
        this.head = head;
    }

    static Chain take(Connection connection) throws SQLException {
        return new Chain(connection, Head.lock(connection));
    }

    Connection connection() {
        return connection;
    }

    Head head() {
        return head;
    }

    Entry append(Event event) throws SQLException {
        var entry = event.entry(head.length() + 1, head.hash());
        var sql = "INSERT INTO audit_log (seq, recorded_at, source_at, actor, kind, subject, body, hash)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, entry.seq());
            statement.setLong(2, entry.recordedAt().toEpochMilli());
            statement.setObject(3, entry.sourceAt().map(Instant::toEpochMilli).orElse(null), Types.BIGINT);
            statement.setString(4, entry.actor());
            statement.setString(5, entry.kind());
            statement.setString(6, entry.subject().orElse(null));
            statement.setString(7, entry.body());
            statement.setString(8, entry.hash());
            statement.executeUpdate();
        }
        head = new Head(entry.seq(), entry.hash(), head.pruned(), head.prunedHash());
        return entry;
    }

    /** Forgets the entries up to one, whose rows the caller deletes. */
    void beginAfter(long pruned, String prunedHash) {
        head = new Head(head.length(), head.hash(), pruned, prunedHash);
    }

    /** Writes where the chain ends now; the last thing before the commit. */
    void release() throws SQLException {
        if (!head.equals(before)) {
            head.write(connection);
        }
    }
}
