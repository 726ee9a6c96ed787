package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.audit.EpisodeQuery.State;
import dev.tocsin.alerting.audit.EpisodeRows.Row;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Matcher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads one page. However large the record and whatever the conditions, it looks at a bounded number of episodes; if that
 * ends its search before the page is full, the page says where to go on.
 */
final class EpisodePageSearch implements AutoCloseable {

    /** A page looks at so many rows of an index. */
    static final int MOST_ROWS = 10_000;

    /** An alert that fewer episodes have is looked up by its label, whatever the order. */
    static final int FEW = 3_000;

    /** Reading an episode costs about as much as so many rows of an index. */
    private static final int EPISODE_COST = 10;

    /** An episode that may be wanted, and the number of its alert. */
    private record Hit(EpisodePlace place, long alert) {}

    private final Connection connection;
    private final PreparedStatement one;
    private final int mostRows;
    private final int few;
    private final EpisodeQuery query;
    private final EpisodePaths paths;
    private final List<Matcher> notInSql;
    private final Map<Long, Boolean> byAlert = new HashMap<>();

    private final List<Episode> found = new ArrayList<>();
    private Optional<Row> loaded = Optional.empty();
    private Optional<EpisodePlace> lastFound = Optional.empty();
    private Optional<EpisodePlace> lastSeen = Optional.empty();
    private int cost;
    private int total;
    private boolean isCutShort;

    EpisodePageSearch(Connection connection, EpisodeQuery query) throws SQLException {
        this(connection, query, MOST_ROWS, FEW);
    }

    EpisodePageSearch(Connection connection, EpisodeQuery query, int mostRows, int few) throws SQLException {
        this.mostRows = mostRows;
        this.few = few;
        this.connection = connection;
        this.one = connection.prepareStatement(EpisodeRows.select("episode") + " WHERE e.id = ?");
        this.query = query;
        this.paths = new EpisodePaths(query, mostRows + 1);
        this.notInSql = query.matchers().stream()
                .filter(matcher -> !EpisodePaths.isIndexed(matcher))
                .toList();
    }

    EpisodePage run() throws SQLException {
        var label = rarestLabel();
        if (label.isPresent()) {
            readSorted(label.get());
        } else {
            for (var path : paths.all()) {
                read(path);
            }
        }
        return new EpisodePage(
                found,
                total > query.limit() ? lastFound : isCutShort ? lastSeen : Optional.empty(),
                total,
                !isCutShort);
    }

    private Optional<Matcher> rarestLabel() throws SQLException {
        if (query.state() == State.FIRING) {
            return Optional.empty();
        }
        var counts = new HashMap<Matcher, Integer>();
        for (var matcher : query.matchers()) {
            if (EpisodePaths.isIndexed(matcher)) {
                try (var statement = paths.counting(matcher, few).prepare(connection);
                        var row = statement.executeQuery()) {
                    row.next();
                    counts.put(matcher, row.getInt(1));
                }
            }
        }
        return counts.entrySet().stream()
                .filter(count -> count.getValue() <= few)
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }

    private void readSorted(Matcher label) throws SQLException {
        var places = new ArrayList<Hit>();
        try (var statement = paths.having(label, few).prepare(connection);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                long endsAt = rows.getLong("ends_at");
                var end = rows.wasNull() ? Optional.<Long>empty() : Optional.of(endsAt);
                if (rows.getBoolean("is_hit") && query.covers(rows.getLong("starts_at"), end)) {
                    long at = query.state() == State.RESOLVED ? endsAt : rows.getLong("starts_at");
                    places.add(new Hit(place(rows, 0, at), rows.getLong("alert")));
                }
            }
        }
        places.sort(Comparator.comparing(Hit::place));
        for (var hit : places) {
            if (!isCutShort
                    && query.after()
                            .map(after -> after.compareTo(hit.place()) < 0)
                            .orElse(true)) {
                take(hit, true);
            }
        }
    }

    private void read(EpisodePaths.Path path) throws SQLException {
        try (var statement = path.sql().prepare(connection);
                var rows = statement.executeQuery()) {
            while (!isCutShort && rows.next()) {
                var place = place(rows, path.rank(), rows.getLong("at"));
                take(new Hit(place, rows.getLong("alert")), rows.getBoolean("is_hit"));
            }
        }
    }

    private EpisodePlace place(ResultSet row, int rank, long at) throws SQLException {
        return new EpisodePlace(query.state(), rank, at, row.getLong("starts_at"), row.getLong("id"));
    }

    /** Goes on to the next episode; not if the search has looked at enough. */
    private void take(Hit hit, boolean isHit) throws SQLException {
        boolean isFull = query.after().isPresent() && total > query.limit();
        if (cost >= mostRows || isFull) {
            isCutShort = true;
            return;
        }
        cost++;
        var place = hit.place();
        if (isHit && hasLabels(hit) && hasText(place)) {
            total++;
            if (found.size() < query.limit()) {
                load(place).ifPresent(found::add);
                lastFound = Optional.of(place);
            }
        }
        lastSeen = Optional.of(place);
    }

    /** What SQL cannot tell, once for all episodes of an alert. */
    private boolean hasLabels(Hit hit) throws SQLException {
        if (notInSql.isEmpty()) {
            return true;
        }
        var known = byAlert.get(hit.alert());
        if (known == null) {
            known = load(hit.place()).filter(this::hasLabels).isPresent();
            byAlert.put(hit.alert(), known);
        }
        return known;
    }

    private boolean hasLabels(Episode episode) {
        return notInSql.stream().allMatch(matcher -> matcher.matches(episode.labels()));
    }

    private boolean hasText(EpisodePlace place) throws SQLException {
        if (query.text().isEmpty()) {
            return true;
        }
        var text = query.text().get().toLowerCase(Locale.ROOT);
        return load(place).filter(episode -> contains(episode, text)).isPresent();
    }

    private static boolean contains(Episode episode, String text) {
        var annotations = episode.annotations();
        return Stream.concat(
                        episode.labels().byName().values().stream(),
                        Stream.of("summary", "description").map(name -> annotations.getOrDefault(name, "")))
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(text));
    }

    /** Empty if the database was altered and holds no witness's word of it. */
    private Optional<Episode> load(EpisodePlace place) throws SQLException {
        if (!loaded.map(row -> row.id() == place.episode()).orElse(false)) {
            cost += EPISODE_COST;
            one.setLong(1, place.episode());
            loaded = EpisodeRows.readRows(one).stream().findFirst();
        }
        return loaded.map(Row::episode);
    }

    @Override
    public void close() throws SQLException {
        one.close();
    }
}
