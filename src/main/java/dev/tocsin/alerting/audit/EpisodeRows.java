package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Sighting;
import dev.tocsin.alerting.model.Witness;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads episodes out of rows that hold one sighting each. */
final class EpisodeRows {

    /**
     * An episode in the database.
     *
     * @param id the number of its row
     * @param alert the number of its labels' row
     */
    record Row(long id, long alert, Episode episode) {}

    private EpisodeRows() {}

    /**
     * The statement that joins episodes, named {@code e}, to their labels, {@code a}, and sightings; a condition or an
     * order may follow.
     */
    static String select(String episodes) {
        return "SELECT e.id, e.alert, e.starts_at, a.labels, e.annotations, e.generator_url, e.fired_anew_at,"
                + " e.ended_by_hand_at, s.witness, s.first_seen_at, s.last_seen_at, s.ends_at, s.ends_after FROM "
                + episodes
                + " e JOIN alert a ON a.id = e.alert JOIN sighting s ON s.episode = e.id";
    }

    static Optional<Row> find(Connection connection, EpisodeId id) throws SQLException {
        try (var statement =
                connection.prepareStatement(select("episode") + " WHERE a.fingerprint = ? AND e.starts_at = ?")) {
            statement.setString(1, id.fingerprint().hex());
            statement.setLong(2, id.startsAt().toEpochMilli());
            return readRows(statement).stream().findFirst();
        }
    }

    /** The episodes in the order of the rows. */
    static List<Episode> read(PreparedStatement statement) throws SQLException {
        return readRows(statement).stream().map(Row::episode).toList();
    }

    static List<Row> readRows(PreparedStatement statement) throws SQLException {
        var found = new LinkedHashMap<Long, Row>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                long id = rows.getLong("id");
                var known = found.get(id);
                var seen = new EnumMap<Witness, Sighting>(Witness.class);
                if (known != null) {
                    seen.putAll(known.episode().sightings());
                }
                seen.put(Witness.ofLabel(rows.getString("witness")), sighting(rows));
                var episode = known == null ? episode(rows, seen) : seen(known.episode(), seen);
                found.put(id, new Row(id, rows.getLong("alert"), episode));
            }
        }
        return new ArrayList<>(found.values());
    }

    private static Episode episode(ResultSet rows, Map<Witness, Sighting> sightings) throws SQLException {
        return new Episode(
                Labels.of(JsonText.toMap(rows.getString("labels"))),
                JsonText.toMap(rows.getString("annotations")),
                instant(rows, "starts_at").orElseThrow(),
                Optional.ofNullable(rows.getString("generator_url")),
                sightings,
                instant(rows, "fired_anew_at"),
                instant(rows, "ended_by_hand_at"));
    }

    private static Episode seen(Episode head, Map<Witness, Sighting> sightings) {
        return new Episode(
                head.labels(),
                head.annotations(),
                head.startsAt(),
                head.generatorUrl(),
                sightings,
                head.firedAnewAt(),
                head.endedByHandAt());
    }

    private static Sighting sighting(ResultSet rows) throws SQLException {
        return new Sighting(
                instant(rows, "first_seen_at").orElseThrow(),
                instant(rows, "last_seen_at").orElseThrow(),
                instant(rows, "ends_at"),
                instant(rows, "ends_after"));
    }

    private static Optional<Instant> instant(ResultSet rows, String column) throws SQLException {
        long millis = rows.getLong(column);
        return rows.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
