package dev.tocsin.alerting.audit;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rows that lead from a label to the alerts that have it, inside one transaction. */
final class LabelTable {

    /** PostgreSQL refuses index entries over 2704 octets; a character has four at most. */
    private static final int MOST_CHARACTERS = 600;

    private final Statements statements;

    LabelTable(Statements statements) {
        this.statements = statements;
    }

    static boolean isIndexed(String name, String value) {
        return name.length() + value.length() <= MOST_CHARACTERS && name.indexOf('\0') < 0 && value.indexOf('\0') < 0;
    }

    /** The rows of a new alert, which wait with the others of the transaction. */
    void insert(long alert, Map<String, String> labels) throws SQLException {
        add("INSERT INTO label (name, value, alert) VALUES (?, ?, ?)", alert, labels);
    }

    /** Deletes them unless the alert has episodes. */
    void deleteUnused(long alert, Map<String, String> labels) throws SQLException {
        add(
                "DELETE FROM label WHERE name = ? AND value = ? AND alert = ?"
                        + " AND NOT EXISTS (SELECT 1 FROM episode e WHERE e.alert = label.alert)",
                alert,
                labels);
        statements.flush();
    }

    /** The names of those that are not there as they should be. */
    List<String> missing(long alert, Map<String, String> labels) throws SQLException {
        var missing = new ArrayList<String>();
        var statement = statements.of("SELECT 1 FROM label WHERE name = ? AND value = ? AND alert = ?");
        for (var label : labels.entrySet()) {
            if (!isIndexed(label.getKey(), label.getValue())) {
                continue;
            }
            statement.setString(1, label.getKey());
            statement.setString(2, label.getValue());
            statement.setLong(3, alert);
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    missing.add(label.getKey());
                }
            }
        }
        return missing;
    }

    private void add(String sql, long alert, Map<String, String> labels) throws SQLException {
        var statement = statements.of(sql);
        for (var label : labels.entrySet()) {
            if (isIndexed(label.getKey(), label.getValue())) {
                statement.setString(1, label.getKey());
                statement.setString(2, label.getValue());
                statement.setLong(3, alert);
                statements.add(statement);
            }
        }
    }
}
