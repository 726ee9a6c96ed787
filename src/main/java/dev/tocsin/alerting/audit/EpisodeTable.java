package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Witness;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of episodes and sightings, inside one transaction. */
final class EpisodeTable {

    private final Connection connection;

    EpisodeTable(Connection connection) {
        this.connection = connection;
    }

    /** The statement that finds one episode by its fingerprint and its start. */
    static PreparedStatement finding(Connection connection) throws SQLException {
        return connection.prepareStatement(
                EpisodeRows.select("episode") + " WHERE e.fingerprint = ? AND e.starts_at = ?");
    }

    Optional<Episode> find(EpisodeId id) throws SQLException {
        try (var statement = finding(connection)) {
            setId(statement, id);
            return EpisodeRows.read(statement).stream().findFirst();
        }
    }

    /** The firing of the same alert before this one. */
    Optional<Episode> before(EpisodeId id) throws SQLException {
        return neighbour(id, "MAX", "<");
    }

    /** The firing of the same alert after this one; deliveries do not always come in the order of what they tell. */
    Optional<Episode> after(EpisodeId id) throws SQLException {
        return neighbour(id, "MIN", ">");
    }

    private Optional<Episode> neighbour(EpisodeId id, String nearest, String side) throws SQLException {
        var sql = EpisodeRows.select("episode") + " WHERE e.fingerprint = ? AND e.starts_at = (SELECT " + nearest
                + "(n.starts_at) FROM episode n WHERE n.fingerprint = e.fingerprint AND n.starts_at " + side + " ?)";
        try (var statement = connection.prepareStatement(sql)) {
            setId(statement, id);
            return EpisodeRows.read(statement).stream().findFirst();
        }
    }

    /** Writes the episode with what one witness said of it. */
    void write(Episode episode, Witness witness) throws SQLException {
        var sql = "INSERT INTO episode (fingerprint, starts_at, labels, severity, annotations, generator_url, ends_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint, starts_at) DO UPDATE SET"
                + " annotations = excluded.annotations, generator_url = excluded.generator_url, ends_at = excluded.ends_at";
        try (var statement = connection.prepareStatement(sql)) {
            setId(statement, episode.id());
            statement.setString(3, JsonText.of(episode.labels().byName()));
            statement.setString(4, Severity.of(episode.labels()).label());
            statement.setString(5, JsonText.of(episode.annotations()));
            statement.setString(
                    6, episode.generatorUrl().map(JsonText::storable).orElse(null));
            setInstant(statement, 7, episode.end().map(Episode.End::at));
            statement.executeUpdate();
        }
        writeSighting(episode, witness);
    }

    private void writeSighting(Episode episode, Witness witness) throws SQLException {
        var sql = "INSERT INTO sighting (fingerprint, starts_at, witness, first_seen_at, last_seen_at, ends_at,"
                + " ends_after) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint, starts_at, witness) DO UPDATE SET"
                + " last_seen_at = excluded.last_seen_at, ends_at = excluded.ends_at,"
                + " ends_after = excluded.ends_after";
        var sighting = episode.sightings().get(witness);
        try (var statement = connection.prepareStatement(sql)) {
            setId(statement, episode.id());
            statement.setString(3, witness.label());
            statement.setLong(4, sighting.firstSeenAt().toEpochMilli());
            statement.setLong(5, sighting.lastSeenAt().toEpochMilli());
            setInstant(statement, 6, sighting.endedAt());
            setInstant(statement, 7, sighting.endedAfter());
            statement.executeUpdate();
        }
    }

    void writeFiredAnew(Episode episode) throws SQLException {
        var sql = "UPDATE episode SET fired_anew_at = ?, ends_at = ? WHERE fingerprint = ? AND starts_at = ?";
        try (var statement = connection.prepareStatement(sql)) {
            setInstant(statement, 1, episode.firedAnewAt());
            setInstant(statement, 2, episode.end().map(Episode.End::at));
            statement.setString(3, episode.id().fingerprint().hex());
            statement.setLong(4, episode.startsAt().toEpochMilli());
            statement.executeUpdate();
        }
    }

    void writeEndedByHand(Episode episode) throws SQLException {
        var sql = "UPDATE episode SET ended_by_hand_at = ?, ends_at = ? WHERE fingerprint = ? AND starts_at = ?";
        try (var statement = connection.prepareStatement(sql)) {
            setInstant(statement, 1, episode.endedByHandAt());
            setInstant(statement, 2, episode.end().map(Episode.End::at));
            statement.setString(3, episode.id().fingerprint().hex());
            statement.setLong(4, episode.startsAt().toEpochMilli());
            statement.executeUpdate();
        }
    }

    void delete(EpisodeId id) throws SQLException {
        var labels = find(id).map(episode -> episode.labels().byName());
        for (var table : List.of("response", "suppression", "sighting", "episode")) {
            var sql = "DELETE FROM " + table + " WHERE fingerprint = ? AND starts_at = ?";
            try (var statement = connection.prepareStatement(sql)) {
                setId(statement, id);
                statement.executeUpdate();
            }
        }
        if (labels.isPresent()) {
            new LabelTable(connection).deleteUnused(id.fingerprint(), labels.get());
        }
    }

    private static void setId(PreparedStatement statement, EpisodeId id) throws SQLException {
        statement.setString(1, id.fingerprint().hex());
        statement.setLong(2, id.startsAt().toEpochMilli());
    }

    private static void setInstant(PreparedStatement statement, int index, Optional<Instant> instant)
            throws SQLException {
        statement.setObject(index, instant.map(Instant::toEpochMilli).orElse(null), Types.BIGINT);
    }
}
