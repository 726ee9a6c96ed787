package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Fingerprint;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Sighting;
import dev.tocsin.alerting.model.Witness;
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

    private EpisodeRows() {}

    /** The statement that joins episodes, named {@code e}, to their sightings; a condition or an order may follow. */
    static String select(String episodes) {
        return "SELECT e.fingerprint, e.starts_at, e.labels, e.annotations, e.generator_url, e.fired_anew_at,"
                + " e.ended_by_hand_at, s.witness, s.first_seen_at, s.last_seen_at, s.ends_at, s.ends_after FROM "
                + episodes
                + " e JOIN sighting s ON s.fingerprint = e.fingerprint AND s.starts_at = e.starts_at";
    }

    /** The episodes in the order of the rows. */
    static List<Episode> read(PreparedStatement statement) throws SQLException {
        var sightings = new LinkedHashMap<EpisodeId, Map<Witness, Sighting>>();
        var heads = new LinkedHashMap<EpisodeId, Episode>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                var id = new EpisodeId(
                        new Fingerprint(rows.getString("fingerprint")),
                        instant(rows, "starts_at").get());
                var seen = sightings.computeIfAbsent(id, unseen -> new EnumMap<>(Witness.class));
                seen.put(Witness.ofLabel(rows.getString("witness")), sighting(rows));
                var head = heads.get(id);
                heads.put(id, head == null ? episode(rows, id.startsAt(), seen) : seen(head, seen));
            }
        }
        return new ArrayList<>(heads.values());
    }

    private static Episode episode(ResultSet rows, Instant startsAt, Map<Witness, Sighting> sightings)
            throws SQLException {
        return new Episode(
                Labels.of(JsonText.toMap(rows.getString("labels"))),
                JsonText.toMap(rows.getString("annotations")),
                startsAt,
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
