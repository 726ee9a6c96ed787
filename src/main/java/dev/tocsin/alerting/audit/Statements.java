package dev.tocsin.alerting.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The statements of one transaction, each prepared once. Rows that are added to one wait, and go to the database together
 * with the others of that statement; the statements in the order in which they were first asked to wait.
 */
final class Statements implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>();
    private final Set<PreparedStatement> waiting = new LinkedHashSet<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    PreparedStatement of(String sql) throws SQLException {
        var known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }

    /** Lets the row whose parameters were set last wait. */
    void add(PreparedStatement statement) throws SQLException {
        statement.addBatch();
        waiting.add(statement);
    }

    /** Writes what waits. */
    void flush() throws SQLException {
        for (var statement : waiting) {
            statement.executeBatch();
        }
        waiting.clear();
    }

    @Override
    public void close() throws SQLException {
        for (var statement : prepared.values()) {
            statement.close();
        }
    }
}
