package dev.tocsin.alerting.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Where the chain ends and where it begins.
 *
 * @param length the last entry's place
 * @param hash the last entry's hash
 * @param pruned how many entries were deleted from the beginning
 * @param prunedHash the hash of the last of them, which the first that is left is chained to
 */
public record Head(long length, String hash, long pruned, String prunedHash) {

    static final Head OF_NOTHING = new Head(0, Entry.GENESIS, 0, Entry.GENESIS);

    /** The first 13 hexadecimal digits of the hash as a number, which a double holds exactly. */
    public long hashPrefix() {
        return Long.parseLong(hash.substring(0, 13), 16);
    }

    static Head read(Connection connection) throws SQLException {
        return find(connection).orElseThrow(Head::lost);
    }

    static Optional<Head> find(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT length, hash, pruned, pruned_hash FROM audit_head")) {
            return read(statement);
        }
    }

    /**
     * Keeps other writers out until the transaction ends, those of another instance too. An update that changes nothing
     * locks the row in PostgreSQL and the database in SQLite, which knows no {@code FOR UPDATE}.
     */
    static Head lock(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(
                "UPDATE audit_head SET length = length RETURNING length, hash, pruned, pruned_hash")) {
            return read(statement).orElseThrow(Head::lost);
        }
    }

    void write(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(
                "UPDATE audit_head SET length = ?, hash = ?, pruned = ?, pruned_hash = ?")) {
            statement.setLong(1, length);
            statement.setString(2, hash);
            statement.setLong(3, pruned);
            statement.setString(4, prunedHash);
            statement.executeUpdate();
        }
    }

    private static Optional<Head> read(PreparedStatement statement) throws SQLException {
        try (var row = statement.executeQuery()) {
            return row.next()
                    ? Optional.of(new Head(row.getLong(1), row.getString(2), row.getLong(3), row.getString(4)))
                    : Optional.empty();
        }
    }

    private static SQLException lost() {
        return new SQLException("the table audit_head has lost its row");
    }
}
