package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Fingerprint;
import dev.tocsin.alerting.model.Labels;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Episodes without their words and witnesses, for whoever looks through many. */
@ApplicationScoped
public class EpisodeOutlines {

    /** What an episode is known by. */
    public record Outline(EpisodeId id, Labels labels) {}

    private static final String SELECT =
            "SELECT a.fingerprint, e.starts_at, a.labels FROM episode e JOIN alert a ON a.id = e.alert WHERE ";
    private static final String NEWEST_FIRST = " ORDER BY e.starts_at DESC, e.id LIMIT ";

    private final Database database;

    /** For the CDI proxy. */
    EpisodeOutlines() {
        database = null;
    }

    @Inject
    EpisodeOutlines(Database database) {
        this.database = database;
    }

    /** The newest of those that fire. */
    public List<Outline> firing(int limit) {
        return read("e.ends_at IS NULL AND e.starts_at >= ?", Instant.EPOCH, limit);
    }

    /** The newest of those that began at an instant or later. */
    public List<Outline> since(Instant from, int limit) {
        return read("e.starts_at >= ?", from, limit);
    }

    private List<Outline> read(String where, Instant from, int limit) {
        return database.reading(connection -> {
            var outlines = new ArrayList<Outline>();
            try (var statement = connection.prepareStatement(SELECT + where + NEWEST_FIRST + limit)) {
                statement.setLong(1, from.toEpochMilli());
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        var id = new EpisodeId(
                                new Fingerprint(rows.getString(1)), Instant.ofEpochMilli(rows.getLong(2)));
                        outlines.add(new Outline(id, Labels.of(JsonText.toMap(rows.getString(3)))));
                    }
                }
            }
            return outlines;
        });
    }
}
