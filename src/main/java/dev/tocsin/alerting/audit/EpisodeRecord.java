package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Witness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The record of all episodes: what the witnesses told, one row an episode, in the database. */
@ApplicationScoped
public class EpisodeRecord {

    /** Which episodes a reader wants, and in which order. */
    public enum Filter {
        /** Those that fire, the worst first, then the newest. */
        FIRING(
                "WHERE e.ends_at IS NULL",
                "CASE e.severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 WHEN 'info' THEN 2 ELSE 3 END,"
                        + " e.starts_at DESC, e.fingerprint"),
        /** Those that have ended, the last to end first. */
        RESOLVED("WHERE e.ends_at IS NOT NULL", "e.ends_at DESC, e.fingerprint"),
        /** All, the newest first. */
        ALL("", "e.starts_at DESC, e.fingerprint");

        private final String where;
        private final String orderBy;

        Filter(String where, String orderBy) {
            this.where = where;
            this.orderBy = " ORDER BY " + orderBy;
        }
    }

    private final Database database;

    /** For the CDI proxy. */
    EpisodeRecord() {
        database = null;
    }

    @Inject
    EpisodeRecord(Database database) {
        this.database = database;
    }

    /**
     * Stores one delivery, whole or not at all, and returns when it is on the disk. The same delivery twice is stored
     * once: an episode is a fingerprint and a start.
     *
     * @throws StorageException if the database failed; nothing of the delivery was stored
     */
    public void store(Witness witness, Instant receivedAt, List<Alert> alerts) {
        database.inTransaction(connection -> {
            for (var alert : alerts) {
                var known = find(connection, alert.episode());
                var episode = known.map(episodeSoFar -> episodeSoFar.seen(witness, receivedAt, alert))
                        .orElseGet(() -> Episode.first(witness, receivedAt, alert));
                write(connection, episode);
                writeSighting(connection, episode, witness);
                endThoseBefore(connection, episode.id());
            }
            return null;
        });
    }

    public Optional<Episode> find(EpisodeId id) {
        return database.reading(connection -> find(connection, id));
    }

    /** The first {@code limit} episodes in the filter's order. */
    public List<Episode> find(Filter filter, int limit) {
        var chosen = "(SELECT * FROM episode e " + filter.where + filter.orderBy + " LIMIT ?)";
        return database.reading(connection -> {
            try (var statement = connection.prepareStatement(EpisodeRows.select(chosen) + filter.orderBy)) {
                statement.setInt(1, limit);
                return EpisodeRows.read(statement);
            }
        });
    }

    public int count(Filter filter) {
        return database.reading(connection -> {
            try (var statement = connection.prepareStatement("SELECT COUNT(*) FROM episode e " + filter.where);
                    var rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        });
    }

    /** How many episodes fire now, by severity; every severity is there. */
    public Map<Severity, Integer> firing() {
        return database.reading(connection -> {
            var counts = new EnumMap<Severity, Integer>(Severity.class);
            for (var severity : Severity.values()) {
                counts.put(severity, 0);
            }
            try (var statement = connection.prepareStatement(
                            "SELECT severity, COUNT(*) FROM episode WHERE ends_at IS NULL GROUP BY severity");
                    var rows = statement.executeQuery()) {
                while (rows.next()) {
                    counts.put(Severity.ofLabel(rows.getString(1)), rows.getInt(2));
                }
            }
            return counts;
        });
    }

    /** When each witness last told anything; a witness that never did is left out. */
    public Map<Witness, Instant> lastHeard() {
        return database.reading(connection -> {
            var heard = new EnumMap<Witness, Instant>(Witness.class);
            try (var statement = connection.prepareStatement(
                            "SELECT witness, MAX(last_seen_at) FROM sighting GROUP BY witness");
                    var rows = statement.executeQuery()) {
                while (rows.next()) {
                    heard.put(Witness.ofLabel(rows.getString(1)), Instant.ofEpochMilli(rows.getLong(2)));
                }
            }
            return heard;
        });
    }

    private static Optional<Episode> find(Connection connection, EpisodeId id) throws SQLException {
        var sql = EpisodeRows.select("episode") + " WHERE e.fingerprint = ? AND e.starts_at = ?";
        try (var statement = connection.prepareStatement(sql)) {
            setId(statement, id);
            return EpisodeRows.read(statement).stream().findFirst();
        }
    }

    private static void write(Connection connection, Episode episode) throws SQLException {
        var sql = "INSERT INTO episode (fingerprint, starts_at, labels, severity, annotations, generator_url, ends_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint, starts_at) DO UPDATE SET"
                + " annotations = excluded.annotations, generator_url = excluded.generator_url, ends_at = excluded.ends_at";
        try (var statement = connection.prepareStatement(sql)) {
            setId(statement, episode.id());
            statement.setString(3, JsonText.of(episode.labels().byName()));
            statement.setString(4, Severity.of(episode.labels()).label());
            statement.setString(5, JsonText.of(episode.annotations()));
            statement.setString(6, episode.generatorUrl().orElse(null));
            setInstant(statement, 7, episode.end().map(Episode.End::at));
            statement.executeUpdate();
        }
    }

    private static void writeSighting(Connection connection, Episode episode, Witness witness) throws SQLException {
        var sql = "INSERT INTO sighting (fingerprint, starts_at, witness, first_seen_at, last_seen_at, ends_at)"
                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint, starts_at, witness) DO UPDATE SET"
                + " last_seen_at = excluded.last_seen_at, ends_at = excluded.ends_at";
        var sighting = episode.sightings().get(witness);
        try (var statement = connection.prepareStatement(sql)) {
            setId(statement, episode.id());
            statement.setString(3, witness.label());
            statement.setLong(4, sighting.firstSeenAt().toEpochMilli());
            statement.setLong(5, sighting.lastSeenAt().toEpochMilli());
            setInstant(statement, 6, sighting.endedAt());
            statement.executeUpdate();
        }
    }

    /** An alert that fires anew has ended before, whether or not anybody told: an outage of ours may have swallowed it. */
    private static void endThoseBefore(Connection connection, EpisodeId id) throws SQLException {
        var sql = "UPDATE episode SET fired_anew_at = ?, ends_at = COALESCE(ends_at, ?)"
                + " WHERE fingerprint = ? AND starts_at < ? AND fired_anew_at IS NULL";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id.startsAt().toEpochMilli());
            statement.setLong(2, id.startsAt().toEpochMilli());
            statement.setString(3, id.fingerprint().hex());
            statement.setLong(4, id.startsAt().toEpochMilli());
            statement.executeUpdate();
        }
    }

    private static void setId(PreparedStatement statement, EpisodeId id) throws SQLException {
        statement.setString(1, id.fingerprint().hex());
        statement.setLong(2, id.startsAt().toEpochMilli());
    }

    private static void setInstant(PreparedStatement statement, int index, Optional<Instant> instant)
            throws SQLException {
        statement.setObject(index, instant.map(Instant::toEpochMilli).orElse(null));
    }
}
