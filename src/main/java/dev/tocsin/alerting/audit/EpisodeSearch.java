package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Fingerprint;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds episodes by what is known of them from elsewhere. */
@ApplicationScoped
public class EpisodeSearch {

    private final Database database;

    /** For the CDI proxy. */
    EpisodeSearch() {
        database = null;
    }

    @Inject
    EpisodeSearch(Database database) {
        this.database = database;
    }

    /** The last firing of an alert that began from {@code from} to {@code to}, both included. */
    public Optional<Episode> last(Fingerprint fingerprint, Instant from, Instant to) {
        var sql = EpisodeRows.select("episode") + " WHERE e.fingerprint = ? AND e.starts_at = (SELECT MAX(n.starts_at)"
                + " FROM episode n WHERE n.fingerprint = e.fingerprint AND n.starts_at BETWEEN ? AND ?)";
        return database.reading(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, fingerprint.hex());
                statement.setLong(2, from.toEpochMilli());
                statement.setLong(3, to.toEpochMilli());
                return EpisodeRows.read(statement).stream().findFirst();
            }
        });
    }

    /** All that fire. */
    public List<Episode> firing() {
        return database.reading(connection -> {
            try (var statement =
                    connection.prepareStatement(EpisodeRows.select("episode") + " WHERE e.ends_at IS NULL")) {
                return EpisodeRows.read(statement);
            }
        });
    }
}
