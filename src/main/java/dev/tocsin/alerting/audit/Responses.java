package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Fingerprint;
import dev.tocsin.alerting.model.Response;
import dev.tocsin.alerting.model.Response.Resolution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** What people did about episodes: each deed an entry of the log, and what they come to, a row an episode. */
@ApplicationScoped
public class Responses {

    private final Database database;
    private final AuditLog log;
    private final Clock clock;

    /** For the CDI proxy. */
    Responses() {
        database = null;
        log = null;
        clock = null;
    }

    @Inject
    Responses(Database database, AuditLog log) {
        this(database, log, Clock.systemUTC());
    }

    Responses(Database database, AuditLog log, Clock clock) {
        this.database = database;
        this.log = log;
        this.clock = clock;
    }

    public Response find(EpisodeId id) {
        return database.reading(connection -> new ResponseTable(connection).find(id));
    }

    /** @throws StaleRevisionException if it is not at the revision that whoever asks has seen */
    public void check(EpisodeId id, long seen) {
        var found = find(id).revision();
        if (found != seen) {
            throw new StaleRevisionException(seen, found);
        }
    }

    /** Those of several episodes; of each there is one. */
    public Map<EpisodeId, Response> find(Collection<EpisodeId> ids) {
        return database.reading(connection -> {
            var table = new ResponseTable(connection);
            var found = new HashMap<EpisodeId, Response>();
            for (var id : ids) {
                found.put(id, table.find(id));
            }
            return found;
        });
    }

    /**
     * Records a deed, and what has come of it, in one transaction.
     *
     * @param expected the revision that whoever does it has seen; empty if that does not matter
     * @throws StaleRevisionException if another was recorded meanwhile; nothing was recorded now
     * @throws StorageException if the database failed; nothing was recorded
     */
    public Response record(Deed deed, OptionalLong expected, UnaryOperator<Response> change) {
        return log.writing(chain -> record(chain, deed, new CanonicalObject(), expected, change));
    }

    /**
     * Records that somebody ended an episode by hand, together with what has come of it.
     *
     * @throws StaleRevisionException if another deed was recorded meanwhile; nothing was recorded now
     * @throws StorageException if the database failed; nothing was recorded
     */
    public Response endByHand(Deed deed, OptionalLong expected, Resolution resolution) {
        return log.writing(chain -> {
            var row = chain.episodes().find(deed.subject()).orElseThrow(() -> new SQLException("the episode is gone"));
            var ended = row.episode().endedByHand(resolution.at());
            chain.episodes().writeEndedByHand(row.id(), ended);
            var details = EpisodeEvents.body(ended).add("ended_by_hand_at", Optional.of(resolution.at()));
            return record(chain, deed, details, expected, response -> response.with(resolution));
        });
    }

    private Response record(
            Chain chain, Deed deed, CanonicalObject body, OptionalLong expected, UnaryOperator<Response> change)
            throws SQLException {
        var table = new ResponseTable(chain.connection());
        var before = table.find(deed.subject());
        if (expected.isPresent() && expected.getAsLong() != before.revision()) {
            throw new StaleRevisionException(expected.getAsLong(), before.revision());
        }
        var after = change.apply(before);
        var entry = chain.append(event(deed, body, after));
        table.write(deed.subject(), after.at(entry.seq()));
        return after.at(entry.seq());
    }

    private Event event(Deed deed, CanonicalObject body, Response after) {
        body.addAll(deed.details()).addJson("response", JsonText.of(ResponseTable.columns(after)));
        return new Event(
                clock.instant(),
                Optional.empty(),
                deed.actor(),
                deed.kind(),
                Optional.of(deed.subject()),
                body.toString());
    }

    /** Those that fire, whether or not the acknowledgement's time is over. */
    public List<EpisodeId> acknowledged() {
        var sql = "SELECT a.fingerprint, e.starts_at FROM episode e JOIN alert a ON a.id = e.alert"
                + " JOIN response r ON r.fingerprint = a.fingerprint AND r.starts_at = e.starts_at"
                + " WHERE e.ends_at IS NULL AND r.acknowledged_by IS NOT NULL";
        return database.reading(connection -> {
            var ids = new ArrayList<EpisodeId>();
            try (var statement = connection.prepareStatement(sql);
                    var rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(new EpisodeId(new Fingerprint(rows.getString(1)), Instant.ofEpochMilli(rows.getLong(2))));
                }
            }
            return ids;
        });
    }
}
