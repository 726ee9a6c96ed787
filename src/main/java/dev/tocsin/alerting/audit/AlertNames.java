package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Labels;
import java.sql.Connection;
import java.sql.SQLException;

/** The names of all alerts by their number, read once along the labels' index: one text for all alerts of a name. */
final class AlertNames {

    private final Connection connection;
    private final String[] names;

    AlertNames(Connection connection) throws SQLException {
        this.connection = connection;
        try (var statement = connection.prepareStatement("SELECT COALESCE(MAX(id), 0) FROM alert");
                var row = statement.executeQuery()) {
            row.next();
            names = new String[Math.toIntExact(row.getLong(1)) + 1];
        }
        var sql = new Sql().add("SELECT value, alert FROM label WHERE name = ? ORDER BY value", Labels.ALERT_NAME);
        try (var statement = sql.prepare(connection);
                var rows = statement.executeQuery()) {
            var last = "";
            while (rows.next()) {
                var name = rows.getString(1);
                last = name.equals(last) ? last : name;
                names[Math.toIntExact(rows.getLong(2))] = last;
            }
        }
    }

    /** One that is too long for the index is read by itself. */
    String of(long alert) throws SQLException {
        int number = Math.toIntExact(alert);
        if (names[number] == null) {
            names[number] = read(alert);
        }
        return names[number];
    }

    private String read(long alert) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT labels FROM alert WHERE id = ?")) {
            statement.setLong(1, alert);
            try (var row = statement.executeQuery()) {
                row.next();
                return Labels.of(JsonText.toMap(row.getString(1))).alertName();
            }
        }
    }
}
