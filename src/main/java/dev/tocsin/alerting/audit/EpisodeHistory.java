package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Fingerprint;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All episodes of a time, one after the other, with what people did about them: of a million, none is kept. */
@ApplicationScoped
public class EpisodeHistory {

    /**
     * Somebody's first answer to an episode: it was taken on, or ended by hand.
     *
     * @param by the name that they signed in with
     */
    public record Answer(Instant at, String by) {}

    /**
     * One episode.
     *
     * @param alert a number that all episodes with these labels share
     * @param endsAt the latest possible time
     */
    public record Past(
            long alert,
            String name,
            Severity severity,
            Instant startsAt,
            Optional<Instant> endsAt,
            Optional<Answer> answer,
            Optional<Verdict> verdict) {}

    /** An episode of one alert's name, with its labels. */
    public record Known(EpisodeId id, Labels labels, Past past) {}

    private static final Severity[] SEVERITIES = Severity.values();

    /** Its number: of a million rows the texts would take a while. */
    private static final String SEVERITY = Stream.of(SEVERITIES)
            .map(severity -> " WHEN '" + severity.label() + "' THEN " + severity.ordinal())
            .collect(Collectors.joining("", "CASE e.severity", " ELSE " + Severity.OTHER.ordinal() + " END"));

    private static final String ORDER = " ORDER BY e.starts_at, e.id";

    private final Database database;

    /** For the CDI proxy. */
    EpisodeHistory() {
        database = null;
    }

    @Inject
    EpisodeHistory(Database database) {
        this.database = database;
    }

    /** When the oldest episode on record began; empty if there is none. */
    public Optional<Instant> begin() {
        return database.reading(connection -> instant(connection, "SELECT MIN(starts_at) FROM episode"));
    }

    /**
     * From when on there are no more than {@code most} that began before {@code to}.
     *
     * @return {@code from}, unless there are more than that
     */
    public Instant reach(Instant from, Instant to, int most) {
        var sql = "SELECT starts_at FROM episode WHERE starts_at >= " + from.toEpochMilli() + " AND starts_at < "
                + to.toEpochMilli() + " ORDER BY starts_at DESC LIMIT 1 OFFSET " + most;
        return database.reading(connection -> instant(connection, sql))
                .map(last -> last.plusMillis(1))
                .orElse(from);
    }

    /** Reads those that began from {@code from} to before {@code to}, the oldest first. */
    public void read(Instant from, Instant to, Consumer<Past> each) {
        database.viewing(connection -> {
            var names = new AlertNames(connection);
            var deeds = Deeds.read(connection, from, to);
            try (var statement = between(from, to).prepare(connection);
                    var rows = statement.executeQuery()) {
                while (rows.next()) {
                    long episode = rows.getLong(1);
                    long alert = rows.getLong(2);
                    var severity = SEVERITIES[rows.getInt(3)];
                    var startsAt = Instant.ofEpochMilli(rows.getLong(4));
                    long end = rows.getLong(5);
                    var endsAt = rows.wasNull() ? Optional.<Instant>empty() : Optional.of(Instant.ofEpochMilli(end));
                    each.accept(new Past(
                            alert,
                            names.of(alert),
                            severity,
                            startsAt,
                            endsAt,
                            deeds.answer(episode),
                            deeds.verdict(episode)));
                }
            }
            return null;
        });
    }

    /** Reads those of one name in the same way, with their labels. */
    public void read(String name, Instant from, Instant to, Consumer<Known> each) {
        database.viewing(connection -> {
            var deeds = Deeds.read(connection, from, to);
            try (var statement = named(name, from, to).prepare(connection);
                    var rows = statement.executeQuery()) {
                while (rows.next()) {
                    long episode = rows.getLong("id");
                    var startsAt = Instant.ofEpochMilli(rows.getLong("starts_at"));
                    long end = rows.getLong("ends_at");
                    var endsAt = rows.wasNull() ? Optional.<Instant>empty() : Optional.of(Instant.ofEpochMilli(end));
                    var past = new Past(
                            rows.getLong("alert"),
                            name,
                            Severity.ofLabel(rows.getString("severity")),
                            startsAt,
                            endsAt,
                            deeds.answer(episode),
                            deeds.verdict(episode));
                    each.accept(new Known(
                            new EpisodeId(new Fingerprint(rows.getString("fingerprint")), startsAt),
                            Labels.of(JsonText.toMap(rows.getString("labels"))),
                            past));
                }
            }
            return null;
        });
    }

    static Sql between(Instant from, Instant to) {
        return new Sql()
                .add(
                        "SELECT e.id, e.alert, " + SEVERITY + ", e.starts_at, e.ends_at FROM episode e"
                                + " WHERE e.starts_at >= ? AND e.starts_at < ?" + ORDER,
                        from.toEpochMilli(),
                        to.toEpochMilli());
    }

    static Sql named(String name, Instant from, Instant to) {
        return new Sql()
                .add(
                        "SELECT e.id, e.alert, e.severity, e.starts_at, e.ends_at, a.fingerprint, a.labels"
                                + " FROM label l JOIN episode e ON e.alert = l.alert JOIN alert a ON a.id = e.alert"
                                + " WHERE l.name = ? AND l.value = ? AND e.starts_at >= ? AND e.starts_at < ?" + ORDER,
                        Labels.ALERT_NAME,
                        name,
                        from.toEpochMilli(),
                        to.toEpochMilli());
    }

    private static Optional<Instant> instant(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql);
                var row = statement.executeQuery()) {
            return row.next() && row.getObject(1) != null
                    ? Optional.of(Instant.ofEpochMilli(row.getLong(1)))
                    : Optional.empty();
        }
    }
}
