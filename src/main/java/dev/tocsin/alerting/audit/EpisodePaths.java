package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.audit.EpisodeQuery.State;
import dev.tocsin.alerting.model.Matcher;
import dev.tocsin.alerting.model.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The statements that find a query's episodes, one after the other in its order, each along an index. A row says
 * ({@code is_hit}) whether the conditions hold that SQL can tell, so that whoever reads can stop after any number of rows.
 *
 * <p>What overlaps a period either begins (of those that have ended: ends) in it, or is under way at its edge. The latter
 * has ended within an hour, lasted longer than that and ended within a day, lasted longer than that, or still fires: few in
 * each case, and an index for each.
 */
final class EpisodePaths {

    /** As in the indexes {@code episode_of_hours} and {@code episode_of_days}. */
    private static final long HOUR = 3_600_000;

    private static final long DAY = 86_400_000;

    private static final List<String> SEVERITIES =
            Arrays.stream(Severity.values()).map(Severity::label).toList();

    /**
     * A statement.
     *
     * @param rank of all that it finds
     */
    record Path(int rank, Sql sql) {}

    private final EpisodeQuery query;
    private final int most;

    EpisodePaths(EpisodeQuery query, int most) {
        this.query = query;
        this.most = most;
    }

    List<Path> all() {
        var paths = new ArrayList<Path>();
        switch (query.state()) {
            case FIRING -> {
                int first = query.after().map(EpisodePlace::rank).orElse(0);
                for (int rank = first; rank < Severity.values().length; rank++) {
                    paths.add(new Path(rank, firing(rank)));
                }
            }
            case RESOLVED -> {
                query.to().ifPresent(to -> paths.add(new Path(0, underWay(to, "ends_at"))));
                paths.add(new Path(0, along("ends_at")));
            }
            case ALL -> {
                paths.add(new Path(0, along("starts_at")));
                query.from().ifPresent(from -> paths.add(new Path(0, underWay(from, "starts_at"))));
            }
        }
        return paths;
    }

    /** Whether the table of labels tells what the matcher asks for: that a label is there, with a value that is indexed. */
    static boolean isIndexed(Matcher matcher) {
        return !matcher.negated()
                && matcher.expression().isEmpty()
                && matcher.values().stream()
                        .allMatch(value -> !value.isEmpty() && LabelTable.isIndexed(matcher.name(), value));
    }

    /** The episodes that have one of a label's values, in no order; all their columns. */
    Sql having(Matcher matcher, int wanted) {
        return select("e.starts_at").add(", e.ends_at").add(labelled(matcher)).add(" LIMIT ?", (long) wanted);
    }

    /** How many these are, up to one more than are wanted. */
    Sql counting(Matcher matcher, int wanted) {
        return new Sql()
                .add("SELECT COUNT(*) FROM (SELECT 1")
                .add(labelled(matcher))
                .add(" LIMIT ?) n", wanted + 1L);
    }

    private Sql labelled(Matcher matcher) {
        var sql = new Sql()
                .add(" FROM label l JOIN episode e ON e.alert = l.alert WHERE l.name = ?", matcher.name())
                .add(" AND l.value IN ")
                .addList(matcher.values());
        query.to().ifPresent(to -> sql.add(" AND e.starts_at < ?", to.toEpochMilli()));
        return ofOneAlert(sql);
    }

    private Sql firing(int rank) {
        var severity = Severity.values()[rank].label();
        var bound = query.after().filter(place -> place.rank() == rank);
        return finished(
                select("e.starts_at")
                        .add(" FROM episode e WHERE e.ends_at IS NULL AND e.severity = ?", severity)
                        .add(below("starts_at", bound, query.to())),
                "starts_at");
    }

    /** What begins or ends in the period, by the index of this column. */
    private Sql along(String column) {
        var sql = select("e." + column)
                .add(" FROM episode e WHERE " + (column.equals("ends_at") ? "e.ends_at IS NOT NULL" : "TRUE"))
                .add(below(column, query.after(), query.to()));
        query.from().ifPresent(from -> sql.add(" AND e." + column + " >= ?", from.toEpochMilli()));
        return finished(sql, column);
    }

    private Sql underWay(Instant edge, String column) {
        long at = edge.toEpochMilli();
        var sql = select("e." + column)
                .add(" FROM (")
                .add(lasting("TRUE", at, at + HOUR, at))
                .add(" UNION ALL ")
                .add(lasting("ends_at - starts_at > " + HOUR, at + HOUR + 1, at + DAY, at))
                .add(" UNION ALL ")
                .add(lasting("ends_at - starts_at > " + DAY, at + DAY + 1, Long.MAX_VALUE, at));
        if (query.state() == State.ALL) {
            sql.add(
                            " UNION ALL SELECT id, alert, starts_at, ends_at FROM episode WHERE ends_at IS NULL AND severity IN ")
                    .addList(SEVERITIES)
                    .add(" AND starts_at < ?", at);
        }
        return finished(sql.add(") e WHERE TRUE").add(below(column, query.after(), Optional.empty())), column);
    }

    private static Sql lasting(String condition, long endsFrom, long endsTo, long startsBefore) {
        return new Sql()
                .add("SELECT id, alert, starts_at, ends_at FROM episode WHERE " + condition)
                .add(" AND ends_at >= ? AND ends_at <= ? AND starts_at < ?", endsFrom, endsTo, startsBefore);
    }

    /** What comes behind the place, or begins (ends) before {@code to}: whichever is less, as one bound on the index. */
    private static Sql below(String column, Optional<EpisodePlace> after, Optional<Instant> to) {
        long edge = to.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        var bound = after.filter(place -> place.at() < edge);
        var sql = new Sql().add(" AND (e." + column);
        if (column.equals("ends_at")) {
            sql.add(
                    ", e.starts_at, e.id) < (?, ?",
                    bound.map(EpisodePlace::at).orElse(edge),
                    bound.map(EpisodePlace::startsAt).orElse(Long.MIN_VALUE));
        } else {
            sql.add(", e.id) < (?", bound.map(EpisodePlace::at).orElse(edge));
        }
        return sql.add(", ?)", bound.map(EpisodePlace::episode).orElse(0L));
    }

    private Sql finished(Sql sql, String column) {
        return ofOneAlert(sql)
                .add(" ORDER BY e." + column + " DESC" + (column.equals("ends_at") ? ", e.starts_at DESC" : ""))
                .add(", e.id DESC LIMIT ?", (long) most);
    }

    private Sql ofOneAlert(Sql sql) {
        query.fingerprint()
                .ifPresent(
                        alert -> sql.add(" AND e.alert = (SELECT id FROM alert WHERE fingerprint = ?)", alert.hex()));
        return sql;
    }

    private Sql select(String at) {
        var sql = new Sql().add("SELECT e.id, e.alert, e.starts_at, " + at + " AS at, (TRUE");
        for (var matcher : query.matchers()) {
            if (isIndexed(matcher)) {
                sql.add(" AND EXISTS (SELECT 1 FROM label k WHERE k.alert = e.alert AND k.name = ?", matcher.name())
                        .add(" AND k.value IN ")
                        .addList(matcher.values())
                        .add(")");
            }
        }
        query.witness()
                .ifPresent(witness -> sql.add(
                        " AND EXISTS (SELECT 1 FROM sighting s WHERE s.episode = e.id" + " AND s.witness = ?)",
                        witness.label()));
        return sql.add(") AS is_hit");
    }
}
