package dev.tocsin.alerting.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Reads entries one after the other, however many there are. */
final class Entries {

    /** So many rows PostgreSQL's driver holds at once; a body may have megabytes. */
    static final int FETCH_SIZE = 16;

    static final String COLUMNS = "a.seq, a.recorded_at, a.source_at, a.actor, a.kind, a.subject, a.body, a.hash";

    /** The number of an episode, by its fingerprint and its start: the way to its entries. */
    static final String EPISODE = "SELECT e.id FROM alert l JOIN episode e ON e.alert = l.id"
            + " WHERE l.fingerprint = ? AND e.starts_at = ?";

    /** Takes an entry, and says whether it wants the next. */
    @FunctionalInterface
    interface Reader {
        boolean next(Entry entry) throws SQLException;
    }

    private Entries() {}

    /**
     * Reads the entries behind {@code after} in their order; each is told the hash of the row before it, whatever that is.
     */
    static void read(Connection connection, long after, Reader reader) throws SQLException {
        var previous = hashOf(connection, after);
        var sql = "SELECT " + COLUMNS + " FROM audit_log a WHERE a.seq > ? ORDER BY a.seq";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH_SIZE);
            statement.setLong(1, after);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var entry = entry(rows, previous);
                    if (!reader.next(entry)) {
                        return;
                    }
                    previous = entry.hash();
                }
            }
        }
    }

    /** The hash of an entry, or of the last that was pruned; empty text if there is no such entry. */
    static String hashOf(Connection connection, long seq) throws SQLException {
        var sql =
                "SELECT hash FROM audit_log WHERE seq = ? UNION ALL SELECT pruned_hash FROM audit_head WHERE pruned = ?";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, seq);
            statement.setLong(2, seq);
            try (var row = statement.executeQuery()) {
                return row.next() ? Objects.requireNonNullElse(row.getString(1), "") : "";
            }
        }
    }

    /** Nothing that stands in the database is trusted to have its form. */
    static Entry entry(ResultSet row, String previous) throws SQLException {
        return new Entry(
                row.getLong("seq"),
                Instant.ofEpochMilli(row.getLong("recorded_at")),
                instant(row, "source_at"),
                text(row, "actor"),
                text(row, "kind"),
                Optional.ofNullable(row.getString("subject")),
                text(row, "body"),
                previous,
                text(row, "hash"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
