package dev.tocsin.alerting.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Deliveries from which Alertmanager left out alerts of a group, because it was told to ({@code max_alerts}). */
@ApplicationScoped
public class Truncations {

    private static final int MOST = 200;

    /**
     * One such delivery.
     *
     * @param groupLabels what the alerts of the group have in common
     * @param alerts how many were left out
     */
    public record Truncation(Instant receivedAt, Map<String, String> groupLabels, int alerts) {}

    private final Database database;

    /** For the CDI proxy. */
    Truncations() {
        database = null;
    }

    @Inject
    Truncations(Database database) {
        this.database = database;
    }

    /** Keeps the newest two hundred. */
    public void note(Truncation truncation) {
        database.inTransaction(connection -> {
            try (var insert = connection.prepareStatement(
                            "INSERT INTO truncation (received_at, group_labels, alerts) VALUES (?, ?, ?)");
                    var delete = connection.prepareStatement("DELETE FROM truncation WHERE received_at < "
                            + "(SELECT MIN(t.received_at) FROM (SELECT received_at FROM truncation"
                            + " ORDER BY received_at DESC LIMIT ?) t)")) {
                insert.setLong(1, truncation.receivedAt().toEpochMilli());
                insert.setString(2, JsonText.of(truncation.groupLabels()));
                insert.setInt(3, truncation.alerts());
                insert.executeUpdate();
                delete.setInt(1, MOST);
                return delete.executeUpdate();
            }
        });
    }

    /** Those that were received from {@code from} to {@code to}. */
    public List<Truncation> between(Instant from, Instant to) {
        var sql = "SELECT received_at, group_labels, alerts FROM truncation WHERE received_at BETWEEN ? AND ?";
        return database.reading(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setLong(1, from.toEpochMilli());
                statement.setLong(2, to.toEpochMilli());
                var found = new ArrayList<Truncation>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(new Truncation(
                                Instant.ofEpochMilli(rows.getLong(1)),
                                JsonText.toMap(rows.getString(2)),
                                rows.getInt(3)));
                    }
                }
                return found;
            }
        });
    }
}
