package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Fingerprint;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The silences of Alertmanager that are held for acknowledgements, one an episode at most; they outlive a restart. */
@ApplicationScoped
public class HeldSilences {

    /**
     * A silence of Alertmanager.
     *
     * @param endsAt until when it holds unless it is renewed
     */
    public record Held(String silence, Instant endsAt) {}

    private final Database database;

    /** For the CDI proxy. */
    HeldSilences() {
        database = null;
    }

    @Inject
    HeldSilences(Database database) {
        this.database = database;
    }

    public Map<EpisodeId, Held> all() {
        return database.reading(connection -> {
            var all = new HashMap<EpisodeId, Held>();
            try (var statement = connection.prepareStatement(
                            "SELECT fingerprint, starts_at, silence, ends_at FROM held_silence");
                    var rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.put(
                            new EpisodeId(new Fingerprint(rows.getString(1)), Instant.ofEpochMilli(rows.getLong(2))),
                            new Held(rows.getString(3), Instant.ofEpochMilli(rows.getLong(4))));
                }
            }
            return all;
        });
    }

    public Optional<Held> find(EpisodeId id) {
        return Optional.ofNullable(all().get(id));
    }

    public void put(EpisodeId id, Held held) {
        var sql = "INSERT INTO held_silence (fingerprint, starts_at, silence, ends_at) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (fingerprint, starts_at) DO UPDATE SET silence = excluded.silence,"
                + " ends_at = excluded.ends_at";
        database.inTransaction(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, id.fingerprint().hex());
                statement.setLong(2, id.startsAt().toEpochMilli());
                statement.setString(3, held.silence());
                statement.setLong(4, held.endsAt().toEpochMilli());
                return statement.executeUpdate();
            }
        });
    }

    /** Forgets a silence, unless another has taken its place. */
    public void remove(EpisodeId id, Held held) {
        var sql = "DELETE FROM held_silence WHERE fingerprint = ? AND starts_at = ? AND silence = ?";
        database.inTransaction(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, id.fingerprint().hex());
                statement.setLong(2, id.startsAt().toEpochMilli());
                statement.setString(3, held.silence());
                return statement.executeUpdate();
            }
        });
    }
}
