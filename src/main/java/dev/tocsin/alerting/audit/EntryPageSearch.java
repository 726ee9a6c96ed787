package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.audit.EntryQuery.Place;
import dev.tocsin.alerting.model.EpisodeId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one page of the log along an index: of the episode, of the rarest of what is asked for, or else of the time. It
 * looks at a bounded number of entries; if that ends its search before the page is full, the page says where to go on.
 */
final class EntryPageSearch {

    private static final int MOST_ROWS = 5_000;
    private static final int FEW = 3_000;
    private static final long PAGE_CHARACTERS = 4 << 20;

    /** The actors and kinds of which there are most, and which have no index: they are found along the time. */
    private static final Set<String> MOST = Set.of(
            "witness:direct", "witness:webhook", Kind.FIRED.label(), Kind.NOTIFIED.label(), Kind.RESOLVED.label());

    /** The conditions of the indexes of the others, to the letter. */
    private static final Map<String, String> WITHOUT_MOST = Map.of(
            "actor", "a.actor <> 'witness:direct' AND a.actor <> 'witness:webhook'",
            "kind", "a.kind <> 'fired' AND a.kind <> 'notified' AND a.kind <> 'resolved'");

    private final Connection connection;
    private final EntryQuery query;

    EntryPageSearch(Connection connection, EntryQuery query) {
        this.connection = connection;
        this.query = query;
    }

    EntryPage run() throws SQLException {
        var places = new ArrayList<Place>();
        var seen = Optional.<Place>empty();
        int rows = 0;
        try (var statement = places(path()).prepare(connection);
                var row = statement.executeQuery()) {
            while (places.size() <= query.limit() && row.next()) {
                rows++;
                seen = Optional.of(new Place(row.getLong("recorded_at"), row.getLong("seq")));
                if (row.getBoolean("is_hit")) {
                    places.add(seen.get());
                }
            }
        }
        var page = load(places.subList(0, Math.min(places.size(), query.limit())));
        if (page.size() < places.size()) {
            return new EntryPage(page, page.isEmpty() ? Optional.empty() : Optional.of(places.get(page.size() - 1)));
        }
        return new EntryPage(page, rows == MOST_ROWS ? seen : Optional.empty());
    }

    /** The condition whose index is walked. */
    Sql path() throws SQLException {
        if (query.subject().isPresent()) {
            return ofOneEpisode(query.subject().get());
        }
        var counts = new LinkedHashMap<Sql, Integer>();
        for (var asked : Map.of("actor", query.actors(), "kind", query.kinds()).entrySet()) {
            if (asked.getValue().size() == 1 && !MOST.containsAll(asked.getValue())) {
                // The number of its value alone does not tell the database that the index holds it.
                var path = new Sql()
                        .add(
                                "a." + asked.getKey() + " = ?",
                                asked.getValue().iterator().next())
                        .add(" AND " + WITHOUT_MOST.get(asked.getKey()));
                counts.put(path, count(path));
            }
        }
        return counts.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElseGet(() -> new Sql().add("TRUE"));
    }

    private static Sql ofOneEpisode(String subject) {
        return EpisodeId.parse(subject)
                .map(id -> new Sql()
                        .add(
                                "a.episode = (" + Entries.EPISODE + ")",
                                id.fingerprint().hex(),
                                id.startsAt().toEpochMilli())
                        .add(" AND a.subject = ?", subject))
                .orElseGet(() -> new Sql().add("FALSE"));
    }

    private int count(Sql path) throws SQLException {
        var sql = new Sql()
                .add("SELECT COUNT(*) FROM (SELECT 1 FROM audit_log a WHERE ")
                .add(path)
                .add(" LIMIT " + FEW + ") n");
        try (var statement = sql.prepare(connection);
                var row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    Sql places(Sql path) {
        long from = query.from().map(Instant::toEpochMilli).orElse(0L);
        long to = query.to().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        var sql = new Sql().add("SELECT a.recorded_at, a.seq, (TRUE");
        oneOf(sql, "actor", query.actors());
        oneOf(sql, "kind", query.kinds());
        sql.add(") AS is_hit FROM audit_log a WHERE ").add(path);
        var direction = query.newestFirst() ? " DESC" : "";
        var after = query.after();
        if (query.newestFirst()) {
            var bound = after.filter(place -> place.recordedAt() < to).orElse(new Place(to, 0));
            sql.add(
                    " AND (a.recorded_at, a.seq) < (?, ?) AND a.recorded_at >= ?",
                    bound.recordedAt(),
                    bound.seq(),
                    from);
        } else {
            var bound = after.filter(place -> place.recordedAt() >= from).orElse(new Place(from, 0));
            sql.add(" AND (a.recorded_at, a.seq) > (?, ?) AND a.recorded_at < ?", bound.recordedAt(), bound.seq(), to);
        }
        return sql.add(" ORDER BY a.recorded_at" + direction + ", a.seq" + direction + " LIMIT " + MOST_ROWS);
    }

    private static void oneOf(Sql sql, String column, Set<String> values) {
        if (!values.isEmpty()) {
            sql.add(" AND a." + column + " IN ").addList(values);
        }
    }

    /** The first of them: fewer if they are large. */
    private List<Entry> load(List<Place> places) throws SQLException {
        var entries = new ArrayList<Entry>();
        long size = 0;
        try (var statement =
                connection.prepareStatement("SELECT " + Entries.COLUMNS + " FROM audit_log a WHERE a.seq = ?")) {
            for (var place : places) {
                statement.setLong(1, place.seq());
                try (var row = statement.executeQuery()) {
                    row.next();
                    var entry = Entries.entry(row, Entries.hashOf(connection, place.seq() - 1));
                    entries.add(entry);
                    size += entry.body().length();
                }
                if (size >= PAGE_CHARACTERS) {
                    break;
                }
            }
        }
        return entries;
    }
}
