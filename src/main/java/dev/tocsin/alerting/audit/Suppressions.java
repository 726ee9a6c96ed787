package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Suppression;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What kept Alertmanager from telling of an episode, as far as it was seen to. */
@ApplicationScoped
public class Suppressions {

    /** An episode that changes its reason more often is explained all the same. */
    private static final int MOST = 16;

    /** What was seen of one suppression, and when first and last. */
    public record Seen(Suppression suppression, Instant firstAt, Instant lastAt) {}

    private final Database database;

    /** For the CDI proxy. */
    Suppressions() {
        database = null;
    }

    @Inject
    Suppressions(Database database) {
        this.database = database;
    }

    /** Notes what was seen at an instant, in one transaction. */
    public void note(Instant at, Map<EpisodeId, List<Suppression>> seen) {
        if (!seen.isEmpty()) {
            database.inTransaction(connection -> {
                for (var episode : seen.entrySet()) {
                    for (var suppression : episode.getValue()) {
                        note(connection, at, episode.getKey(), suppression);
                    }
                }
                return null;
            });
        }
    }

    private static void note(Connection connection, Instant at, EpisodeId id, Suppression suppression)
            throws SQLException {
        var sql = "INSERT INTO suppression (fingerprint, starts_at, kind, by_id, first_seen_at, last_seen_at)"
                + " SELECT ?, ?, ?, ?, ?, ? WHERE (SELECT COUNT(*) FROM suppression WHERE fingerprint = ?"
                + " AND starts_at = ?) < ? ON CONFLICT (fingerprint, starts_at, kind, by_id) DO UPDATE SET"
                + " last_seen_at = excluded.last_seen_at";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, id.fingerprint().hex());
            statement.setLong(2, id.startsAt().toEpochMilli());
            statement.setString(3, suppression.kind().name());
            statement.setString(4, JsonText.storable(suppression.by()));
            statement.setLong(5, at.toEpochMilli());
            statement.setLong(6, at.toEpochMilli());
            statement.setString(7, id.fingerprint().hex());
            statement.setLong(8, id.startsAt().toEpochMilli());
            statement.setInt(9, MOST);
            statement.executeUpdate();
        }
    }

    /** In the order in which they were first seen. */
    public List<Suppression> of(EpisodeId id) {
        return seen(id).stream().map(Seen::suppression).toList();
    }

    /** The same with its times, what was seen first at the front. */
    public List<Seen> seen(EpisodeId id) {
        var sql = "SELECT kind, by_id, first_seen_at, last_seen_at FROM suppression"
                + " WHERE fingerprint = ? AND starts_at = ? ORDER BY first_seen_at";
        return database.reading(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, id.fingerprint().hex());
                statement.setLong(2, id.startsAt().toEpochMilli());
                var found = new ArrayList<Seen>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(new Seen(
                                new Suppression(Suppression.Kind.valueOf(rows.getString(1)), rows.getString(2)),
                                Instant.ofEpochMilli(rows.getLong(3)),
                                Instant.ofEpochMilli(rows.getLong(4))));
                    }
                }
                return found;
            }
        });
    }
}
