package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Witness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The record of all episodes: what the witnesses told, one row an episode, in the database. */
@ApplicationScoped
public class EpisodeRecord {

    private final Database database;
    private final AuditLog log;

    /** For the CDI proxy. */
    EpisodeRecord() {
        database = null;
        log = null;
    }

    @Inject
    EpisodeRecord(Database database, AuditLog log) {
        this.database = database;
        this.log = log;
    }

    /**
     * Stores one delivery, whole or not at all, and returns when it is on the disk, with what it changed in the log. The
     * same delivery twice is stored once: an episode is a fingerprint and a start.
     *
     * @throws StorageException if the database failed; nothing of the delivery was stored
     */
    public void store(Witness witness, Instant receivedAt, List<Alert> alerts) {
        log.writing(chain -> {
            for (var alert : alerts) {
                store(chain, witness, receivedAt, alert);
            }
            return null;
        });
    }

    private static void store(Chain chain, Witness witness, Instant receivedAt, Alert alert) throws SQLException {
        var table = new EpisodeTable(chain.connection());
        var before = table.find(alert.episode());
        var after = before.map(known -> known.seen(witness, receivedAt, alert))
                .orElseGet(() -> Episode.first(witness, receivedAt, alert));
        table.write(after, witness);
        if (before.isEmpty()) {
            new LabelTable(chain.connection())
                    .insert(after.id().fingerprint(), after.labels().byName());
        }
        for (var event : EpisodeEvents.told(witness, receivedAt, before, after)) {
            chain.append(event);
        }
        // An alert that fires anew has ended before, whether or not anybody told: an outage of ours may have swallowed
        // it. What is told late may be the earlier of the two.
        if (before.isEmpty()) {
            var earlier = table.before(after.id());
            if (earlier.isPresent()) {
                followed(chain, witness, receivedAt, earlier.get(), after);
            }
            var later = table.after(after.id());
            if (later.isPresent()) {
                followed(chain, witness, receivedAt, after, later.get());
            }
        }
    }

    private static void followed(Chain chain, Witness witness, Instant receivedAt, Episode episode, Episode next)
            throws SQLException {
        var ended = episode.firedAnew(next.startsAt());
        new EpisodeTable(chain.connection()).writeFiredAnew(ended);
        chain.append(EpisodeEvents.refired(witness, receivedAt, ended));
    }

    public Optional<Episode> find(EpisodeId id) {
        return database.reading(connection -> new EpisodeTable(connection).find(id));
    }

    /** One page of what a reader wants. */
    public EpisodePage find(EpisodeQuery query) {
        return database.viewing(connection -> {
            try (var search = new EpisodePageSearch(connection, query)) {
                return search.run();
            }
        });
    }

    /** How many episodes fire now, by severity; every severity is there. */
    public Map<Severity, Integer> firing() {
        return database.reading(connection -> {
            var counts = new EnumMap<Severity, Integer>(Severity.class);
            for (var severity : Severity.values()) {
                counts.put(severity, 0);
            }
            try (var statement = connection.prepareStatement(
                            "SELECT severity, COUNT(*) FROM episode WHERE ends_at IS NULL GROUP BY severity");
                    var rows = statement.executeQuery()) {
                while (rows.next()) {
                    counts.put(Severity.ofLabel(rows.getString(1)), rows.getInt(2));
                }
            }
            return counts;
        });
    }

    /** When each witness last told anything; a witness that never did is left out. */
    public Map<Witness, Instant> lastHeard() {
        return database.reading(connection -> {
            var heard = new EnumMap<Witness, Instant>(Witness.class);
            // One look at the index's end for each: grouped, it would be read whole.
            try (var statement =
                    connection.prepareStatement("SELECT MAX(last_seen_at) FROM sighting WHERE witness = ?")) {
                for (var witness : Witness.values()) {
                    statement.setString(1, witness.label());
                    try (var row = statement.executeQuery()) {
                        row.next();
                        long at = row.getLong(1);
                        if (!row.wasNull()) {
                            heard.put(witness, Instant.ofEpochMilli(at));
                        }
                    }
                }
            }
            return heard;
        });
    }
}
