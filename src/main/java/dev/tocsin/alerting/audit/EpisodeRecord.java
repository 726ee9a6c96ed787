package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Witness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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
        var telling = new Telling(witness, receivedAt, alerts);
        log.writing(chain -> {
            telling.on(chain);
            return null;
        });
    }

    /**
     * Notes that Alertmanager told a receiver further of alerts, as nobody had answered; in all else as {@link #store}.
     *
     * @throws StorageException if the database failed; nothing of the delivery was stored
     */
    public void escalate(Instant receivedAt, String receiver, List<Alert> alerts) {
        var escalation = new Escalation(receivedAt, receiver, alerts);
        log.writing(chain -> {
            escalation.on(chain);
            return null;
        });
    }

    public Optional<Episode> find(EpisodeId id) {
        return database.reading(connection -> EpisodeRows.find(connection, id)).map(EpisodeRows.Row::episode);
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
            try (var statement = connection.prepareStatement("SELECT witness, heard_at FROM heard");
                    var rows = statement.executeQuery()) {
                while (rows.next()) {
                    heard.put(Witness.ofLabel(rows.getString(1)), Instant.ofEpochMilli(rows.getLong(2)));
                }
            }
            return heard;
        });
    }
}
