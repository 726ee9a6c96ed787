package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Fingerprint;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds episodes by what is known of them from elsewhere. */
@ApplicationScoped
public class EpisodeSearch {

    private final Database database;

    /** For the CDI proxy. */
    EpisodeSearch() {
        database = null;
    }

    @Inject
    EpisodeSearch(Database database) {
        this.database = database;
    }

    /** The last firing of an alert that began from {@code from} to {@code to}, both included. */
    public Optional<Episode> last(Fingerprint fingerprint, Instant from, Instant to) {
        var sql = EpisodeRows.select("episode") + " WHERE a.fingerprint = ? AND e.starts_at = (SELECT MAX(n.starts_at)"
                + " FROM episode n WHERE n.alert = a.id AND n.starts_at BETWEEN ? AND ?)";
        return database.reading(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, fingerprint.hex());
                statement.setLong(2, from.toEpochMilli());
                statement.setLong(3, to.toEpochMilli());
                return EpisodeRows.read(statement).stream().findFirst();
            }
        });
    }

    /**
     * The first {@code limit} that began from {@code from} to before {@code to} and of which only one side knows:
     * Prometheus, told or remembered, or the notified.
     */
    public List<Episode> oneSided(Instant from, Instant to, int limit) {
        var chosen =
                "(SELECT * FROM episode e WHERE e.starts_at >= ? AND e.starts_at < ? AND NOT (" + seenBy("'webhook'")
                        + " AND " + seenBy("'direct', 'backfill'") + ") ORDER BY e.starts_at, e.id LIMIT ?)";
        return database.reading(connection -> {
            var sql = EpisodeRows.select(chosen) + " ORDER BY e.starts_at, e.id";
            try (var statement = connection.prepareStatement(sql)) {
                statement.setLong(1, from.toEpochMilli());
                statement.setLong(2, to.toEpochMilli());
                statement.setInt(3, limit);
                return EpisodeRows.read(statement);
            }
        });
    }

    private static String seenBy(String witnesses) {
        return "EXISTS (SELECT 1 FROM sighting s WHERE s.episode = e.id" + " AND s.witness IN (" + witnesses + "))";
    }

    /** How many began from {@code from} to before {@code to}. */
    public int count(Instant from, Instant to) {
        return database.reading(connection -> {
            try (var statement = connection.prepareStatement(
                    "SELECT COUNT(*) FROM episode WHERE starts_at >= ? AND starts_at < ?")) {
                statement.setLong(1, from.toEpochMilli());
                statement.setLong(2, to.toEpochMilli());
                try (var row = statement.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        });
    }

    /** All that fire. */
    public List<Episode> firing() {
        return database.reading(connection -> {
            try (var statement =
                    connection.prepareStatement(EpisodeRows.select("episode") + " WHERE e.ends_at IS NULL")) {
                return EpisodeRows.read(statement);
            }
        });
    }
}
