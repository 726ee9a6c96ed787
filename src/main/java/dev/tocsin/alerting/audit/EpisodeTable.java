package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.audit.EpisodeRows.Row;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Sighting;
import dev.tocsin.alerting.model.Witness;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rows of alerts, episodes and sightings in the hands of one transaction. What is written waits until the statements are
 * flushed; what is read does not see it before.
 */
final class EpisodeTable {

    /** So many are looked for at once; a statement for each number would fill the drivers' caches. */
    private static final int[] CHUNKS = {1, 8, 64};

    private final Statements statements;
    private OptionalLong lastAlert = OptionalLong.empty();
    private OptionalLong lastEpisode = OptionalLong.empty();

    EpisodeTable(Statements statements) {
        this.statements = statements;
    }

    Optional<Row> find(EpisodeId id) throws SQLException {
        return EpisodeRows.find(statements.connection(), id);
    }

    /** The number of an episode; empty if it is not on record. */
    OptionalLong numberOf(EpisodeId id) throws SQLException {
        var statement = statements.of(Entries.EPISODE);
        statement.setString(1, id.fingerprint().hex());
        statement.setLong(2, id.startsAt().toEpochMilli());
        return number(statement);
    }

    /** The numbers of those alerts that are known, by their fingerprints. */
    Map<String, Long> alerts(List<String> fingerprints) throws SQLException {
        var numbers = new HashMap<String, Long>();
        for (int from = 0; from < fingerprints.size(); ) {
            int chunk = chunk(fingerprints.size() - from);
            var statement = statements.of("SELECT fingerprint, id FROM alert WHERE fingerprint IN ("
                    + String.join(", ", Collections.nCopies(chunk, "?")) + ")");
            for (int i = 0; i < chunk; i++) {
                statement.setString(i + 1, fingerprints.get(Math.min(from + i, fingerprints.size() - 1)));
            }
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    numbers.put(rows.getString(1), rows.getLong(2));
                }
            }
            from += chunk;
        }
        return numbers;
    }

    /** Those that are on record, of one alert each. */
    Map<Long, Row> episodes(List<Map.Entry<Long, Instant>> alertsAndStarts) throws SQLException {
        var found = new HashMap<Long, Row>();
        for (int from = 0; from < alertsAndStarts.size(); ) {
            int chunk = chunk(alertsAndStarts.size() - from);
            var statement = statements.of("WITH wanted (alert, starts_at) AS (VALUES "
                    + String.join(", ", Collections.nCopies(chunk, "(?, ?)")) + ") "
                    + EpisodeRows.select("wanted w, episode")
                    + " WHERE e.alert = w.alert AND e.starts_at = w.starts_at");
            for (int i = 0; i < chunk; i++) {
                var wanted = alertsAndStarts.get(Math.min(from + i, alertsAndStarts.size() - 1));
                statement.setLong(2 * i + 1, wanted.getKey());
                statement.setLong(2 * i + 2, wanted.getValue().toEpochMilli());
            }
            EpisodeRows.readRows(statement).forEach(row -> found.put(row.alert(), row));
            from += chunk;
        }
        return found;
    }

    private static int chunk(int wanted) {
        for (int size : CHUNKS) {
            if (wanted <= size) {
                return size;
            }
        }
        return CHUNKS[CHUNKS.length - 1];
    }

    /** The firing of the same alert before an instant. */
    Optional<Row> before(long alert, Instant startsAt) throws SQLException {
        return neighbour(alert, startsAt, "MAX", "<");
    }

    /** The firing of the same alert after an instant; deliveries do not always come in the order of what they tell. */
    Optional<Row> after(long alert, Instant startsAt) throws SQLException {
        return neighbour(alert, startsAt, "MIN", ">");
    }

    private Optional<Row> neighbour(long alert, Instant startsAt, String nearest, String side) throws SQLException {
        var statement = statements.of(EpisodeRows.select("episode") + " WHERE e.alert = ? AND e.starts_at = (SELECT "
                + nearest + "(n.starts_at) FROM episode n WHERE n.alert = e.alert AND n.starts_at " + side + " ?)");
        statement.setLong(1, alert);
        statement.setLong(2, startsAt.toEpochMilli());
        return EpisodeRows.readRows(statement).stream().findFirst();
    }

    /** Adds an alert that is not known, and returns its number. */
    long add(Told told) throws SQLException {
        lastAlert = next(lastAlert, "alert");
        var statement = statements.of("INSERT INTO alert (id, fingerprint, labels) VALUES (?, ?, ?)");
        statement.setLong(1, lastAlert.getAsLong());
        statement.setString(2, told.fingerprint());
        statement.setString(3, told.labels());
        statements.add(statement);
        new LabelTable(statements)
                .insert(lastAlert.getAsLong(), told.alert().labels().byName());
        return lastAlert.getAsLong();
    }

    /** Adds an episode that is not on record, without its sightings. */
    Row add(long alert, Episode episode, Told told) throws SQLException {
        lastEpisode = next(lastEpisode, "episode");
        var statement = statements.of("INSERT INTO episode (id, alert, starts_at, severity, annotations, generator_url,"
                + " ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)");
        statement.setLong(1, lastEpisode.getAsLong());
        statement.setLong(2, alert);
        statement.setLong(3, episode.startsAt().toEpochMilli());
        statement.setString(4, Severity.of(episode.labels()).label());
        setWords(statement, 5, episode, told);
        statements.add(statement);
        return new Row(lastEpisode.getAsLong(), alert, episode);
    }

    /** Writes what has changed of an episode, without its sightings. */
    void write(Row before, Episode episode, Told told) throws SQLException {
        var known = before.episode();
        if (known.annotations().equals(episode.annotations())
                && known.generatorUrl().equals(episode.generatorUrl())
                && endOf(known).equals(endOf(episode))) {
            return;
        }
        var statement =
                statements.of("UPDATE episode SET annotations = ?, generator_url = ?, ends_at = ? WHERE id = ?");
        setWords(statement, 1, episode, told);
        statement.setLong(4, before.id());
        statements.add(statement);
    }

    private static void setWords(PreparedStatement statement, int index, Episode episode, Told told)
            throws SQLException {
        statement.setString(index, told.annotationsOf(episode));
        statement.setString(
                index + 1, episode.generatorUrl().map(JsonText::storable).orElse(null));
        setInstant(statement, index + 2, endOf(episode));
    }

    /** Writes what a witness has said of an episode. */
    void write(long episode, Witness witness, Sighting sighting) throws SQLException {
        var statement = statements.of("INSERT INTO sighting (episode, witness, first_seen_at, last_seen_at, ends_at,"
                + " ends_after) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (episode, witness) DO UPDATE SET"
                + " last_seen_at = excluded.last_seen_at, ends_at = excluded.ends_at,"
                + " ends_after = excluded.ends_after");
        statement.setLong(1, episode);
        statement.setString(2, witness.label());
        statement.setLong(3, sighting.firstSeenAt().toEpochMilli());
        statement.setLong(4, sighting.lastSeenAt().toEpochMilli());
        setInstant(statement, 5, sighting.endedAt());
        setInstant(statement, 6, sighting.endedAfter());
        statements.add(statement);
    }

    void writeHeard(Witness witness, Instant at) throws SQLException {
        var statement = statements.of("INSERT INTO heard (witness, heard_at) VALUES (?, ?) ON CONFLICT (witness)"
                + " DO UPDATE SET heard_at = excluded.heard_at WHERE excluded.heard_at > heard.heard_at");
        statement.setString(1, witness.label());
        statement.setLong(2, at.toEpochMilli());
        statements.add(statement);
    }

    void writeFiredAnew(long episode, Episode ended) throws SQLException {
        writeEnd("fired_anew_at", ended.firedAnewAt(), episode, ended);
    }

    void writeEndedByHand(long episode, Episode ended) throws SQLException {
        writeEnd("ended_by_hand_at", ended.endedByHandAt(), episode, ended);
    }

    private void writeEnd(String column, Optional<Instant> at, long episode, Episode ended) throws SQLException {
        var statement = statements.of("UPDATE episode SET " + column + " = ?, ends_at = ? WHERE id = ?");
        setInstant(statement, 1, at);
        setInstant(statement, 2, endOf(ended));
        statement.setLong(3, episode);
        statements.add(statement);
    }

    private static Optional<Instant> endOf(Episode episode) {
        return episode.end().map(Episode.End::at);
    }

    private OptionalLong next(OptionalLong last, String table) throws SQLException {
        return OptionalLong.of(1
                + (last.isPresent()
                        ? last.getAsLong()
                        : number(statements.of("SELECT COALESCE(MAX(id), 0) FROM " + table))
                                .getAsLong()));
    }

    private static OptionalLong number(PreparedStatement statement) throws SQLException {
        try (var row = statement.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
        }
    }

    /** Deletes an episode and all that is noted of it, at once; its alert too if it was the last. */
    void delete(EpisodeId id) throws SQLException {
        statements.flush();
        for (var table : List.of("response", "suppression")) {
            var statement = statements.of("DELETE FROM " + table + " WHERE fingerprint = ? AND starts_at = ?");
            statement.setString(1, id.fingerprint().hex());
            statement.setLong(2, id.startsAt().toEpochMilli());
            statement.executeUpdate();
        }
        var row = find(id);
        if (row.isPresent()) {
            delete("DELETE FROM sighting WHERE episode = ?", row.get().id());
            delete("DELETE FROM episode WHERE id = ?", row.get().id());
            var labels = new LabelTable(statements);
            labels.deleteUnused(row.get().alert(), row.get().episode().labels().byName());
            delete(
                    "DELETE FROM alert WHERE id = ? AND NOT EXISTS (SELECT 1 FROM episode e WHERE e.alert = alert.id)",
                    row.get().alert());
        }
    }

    private void delete(String sql, long id) throws SQLException {
        var statement = statements.of(sql);
        statement.setLong(1, id);
        statement.executeUpdate();
    }

    private static void setInstant(PreparedStatement statement, int index, Optional<Instant> instant)
            throws SQLException {
        statement.setObject(index, instant.map(Instant::toEpochMilli).orElse(null), Types.BIGINT);
    }
}
