package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Fingerprint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rows that lead from a label to the alerts that have it, inside one transaction. */
final class LabelTable {

    /** PostgreSQL refuses index entries over 2704 octets; a character has four at most. */
    private static final int MOST_CHARACTERS = 600;

    private final Connection connection;

    LabelTable(Connection connection) {
        this.connection = connection;
    }

    static boolean isIndexed(String name, String value) {
        return name.length() + value.length() <= MOST_CHARACTERS && (name + value).indexOf('\0') < 0;
    }

    void insert(Fingerprint alert, Map<String, String> labels) throws SQLException {
        execute("INSERT INTO label (name, value, fingerprint) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", alert, labels);
    }

    /** Deletes them unless the alert has episodes. */
    void deleteUnused(Fingerprint alert, Map<String, String> labels) throws SQLException {
        execute(
                "DELETE FROM label WHERE name = ? AND value = ? AND fingerprint = ?"
                        + " AND NOT EXISTS (SELECT 1 FROM episode e WHERE e.fingerprint = label.fingerprint)",
                alert,
                labels);
    }

    /** The names of those that are not there as they should be. */
    List<String> missing(Fingerprint alert, Map<String, String> labels) throws SQLException {
        var missing = new ArrayList<String>();
        try (var statement =
                connection.prepareStatement("SELECT 1 FROM label WHERE name = ? AND value = ? AND fingerprint = ?")) {
            for (var label : labels.entrySet()) {
                if (!isIndexed(label.getKey(), label.getValue())) {
                    continue;
                }
                statement.setString(1, label.getKey());
                statement.setString(2, label.getValue());
                statement.setString(3, alert.hex());
                try (var row = statement.executeQuery()) {
                    if (!row.next()) {
                        missing.add(label.getKey());
                    }
                }
            }
        }
        return missing;
    }

    private void execute(String sql, Fingerprint alert, Map<String, String> labels) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (var label : labels.entrySet()) {
                if (isIndexed(label.getKey(), label.getValue())) {
                    statement.setString(1, label.getKey());
                    statement.setString(2, label.getValue());
                    statement.setString(3, alert.hex());
                    statement.addBatch();
                }
            }
            statement.executeBatch();
        }
    }
}
