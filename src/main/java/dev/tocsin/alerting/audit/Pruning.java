package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.EpisodeId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deletes a stretch at the chain's beginning, in the hands of one transaction. What an episode that is not over has come
 * to is carried over into a new entry, so that it can be replayed still; the episodes of which nothing is left go too.
 */
final class Pruning {

    private final Chain chain;
    private final Connection connection;
    private final Instant now;

    Pruning(Chain chain, Instant now) {
        this.chain = chain;
        this.connection = chain.connection();
        this.now = now;
    }

    /**
     * Deletes the entries up to {@code through}.
     *
     * @throws BrokenChainException if one of them is not as it was written: evidence is not pruned
     */
    void run(long through) throws SQLException {
        var head = chain.head();
        var told = new LinkedHashMap<String, EpisodeState>();
        var hash = verified(head, through, told);
        int episodes = 0;
        for (var each : told.entrySet()) {
            var id = EpisodeId.parse(each.getKey());
            if (id.isEmpty() || !each.getValue().exists()) {
                continue;
            }
            boolean goesOn = replayRest(id.get(), through, each.getValue());
            if (each.getValue().isOver() && !goesOn) {
                chain.episodes().delete(id.get());
                episodes++;
            } else {
                var carried = each.getValue().carried();
                chain.append(new Event(now, Optional.empty(), Actor.SERVICE, Kind.CARRIED, id, carried));
            }
        }
        try (var statement = connection.prepareStatement("DELETE FROM audit_log WHERE seq <= ?")) {
            statement.setLong(1, through);
            statement.executeUpdate();
        }
        var body = JsonText.builder()
                .add("through", through)
                .add("hash", hash)
                .add("entries", through - head.pruned())
                .add("episodes", episodes);
        chain.append(new Event(now, Optional.empty(), Actor.SERVICE, Kind.PRUNED, Optional.empty(), body.build()));
        chain.beginAfter(through, hash);
    }

    /** The hash of the last of the entries, if all of them hold; and what they tell of each episode. */
    private String verified(Head head, long through, Map<String, EpisodeState> told) throws SQLException {
        var last = new ArrayList<>(List.of(head.prunedHash()));
        Entries.read(connection, head.pruned(), entry -> {
            long seq = head.pruned() + last.size();
            if (entry.seq() != seq || !entry.at(seq, last.get(last.size() - 1)).holds()) {
                throw new BrokenChainException("entry " + seq + " does not hold");
            }
            last.add(entry.hash());
            entry.subject()
                    .ifPresent(subject -> told.computeIfAbsent(subject, unseen -> new EpisodeState())
                            .apply(entry));
            return seq < through;
        });
        if (last.size() - 1 != through - head.pruned()) {
            throw new BrokenChainException("entry " + (head.pruned() + last.size()) + " is missing");
        }
        return last.get(last.size() - 1);
    }

    /**
     * Goes on with the entries behind the cut, and says whether there is any. What the log says of an episode counts, not
     * what the tables say: an altered row must not get into the log.
     */
    private boolean replayRest(EpisodeId id, long through, EpisodeState state) throws SQLException {
        var sql = "SELECT " + Entries.COLUMNS + " FROM audit_log a WHERE a.episode = (" + Entries.EPISODE
                + ") AND a.seq > ? ORDER BY a.seq";
        boolean goesOn = false;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(Entries.FETCH_SIZE);
            statement.setString(1, id.fingerprint().hex());
            statement.setLong(2, id.startsAt().toEpochMilli());
            statement.setLong(3, through);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var entry = Entries.entry(rows, "");
                    if (!entry.subject().equals(Optional.of(id.toString()))) {
                        throw new BrokenChainException("entry " + entry.seq() + " is kept with another episode's");
                    }
                    state.apply(entry);
                    goesOn = true;
                }
            }
        }
        return goesOn;
    }
}
