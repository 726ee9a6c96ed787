package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.audit.EpisodeHistory.Answer;
import dev.tocsin.alerting.model.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who first answered the episodes of a time and what they were judged to be, by the episode's number. */
record Deeds(Map<Long, Answer> answers, Map<Long, Verdict> verdicts) {

    private static final String USER = "user:";

    /** What people do is found along its own index. */
    private static final String ANSWERS = "SELECT l.episode, l.recorded_at, l.actor FROM audit_log l"
            + " WHERE l.kind = ? AND l.kind <> 'fired' AND l.kind <> 'notified' AND l.kind <> 'resolved'"
            + " AND l.recorded_at >= ? AND l.episode IS NOT NULL ORDER BY l.recorded_at, l.seq";

    /** Of an episode that still fires the entries may be pruned, and what they came to is here. */
    private static final String STANDING = "SELECT e.id, r.verdict, r.acknowledged_at, r.acknowledged_by,"
            + " r.resolved_at, r.resolved_by FROM response r JOIN alert a ON a.fingerprint = r.fingerprint"
            + " JOIN episode e ON e.alert = a.id AND e.starts_at = r.starts_at"
            + " WHERE r.starts_at >= ? AND r.starts_at < ?";

    static Deeds read(Connection connection, Instant from, Instant to) throws SQLException {
        var deeds = new Deeds(new HashMap<>(), new HashMap<>());
        for (var kind : new Kind[] {Kind.ACKNOWLEDGED, Kind.RESOLVED_BY_HAND}) {
            deeds.readAnswers(connection, kind, from);
        }
        deeds.readStanding(connection, from, to);
        return deeds;
    }

    private void readAnswers(Connection connection, Kind kind, Instant from) throws SQLException {
        try (var statement = answers(kind, from).prepare(connection);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                var actor = rows.getString(3);
                answered(
                        rows.getLong(1),
                        rows.getLong(2),
                        actor.startsWith(USER) ? actor.substring(USER.length()) : actor);
            }
        }
    }

    static Sql answers(Kind kind, Instant from) {
        return new Sql().add(ANSWERS, kind.label(), from.toEpochMilli());
    }

    private void readStanding(Connection connection, Instant from, Instant to) throws SQLException {
        var sql = new Sql().add(STANDING, from.toEpochMilli(), to.toEpochMilli());
        try (var statement = sql.prepare(connection);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                long episode = rows.getLong(1);
                Optional.ofNullable(rows.getString(2))
                        .flatMap(Verdict::ofLabel)
                        .ifPresent(verdict -> verdicts.put(episode, verdict));
                for (int column = 3; column <= 5; column += 2) {
                    var by = rows.getString(column + 1);
                    if (by != null) {
                        answered(episode, rows.getLong(column), by);
                    }
                }
            }
        }
    }

    private void answered(long episode, long at, String by) {
        answers.merge(
                episode,
                new Answer(Instant.ofEpochMilli(at), by),
                (known, other) -> other.at().isBefore(known.at()) ? other : known);
    }

    Optional<Answer> answer(long episode) {
        return Optional.ofNullable(answers.get(episode));
    }

    Optional<Verdict> verdict(long episode) {
        return Optional.ofNullable(verdicts.get(episode));
    }
}
