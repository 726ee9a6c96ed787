package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.EpisodeId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        var hash = verified(head, through);
        int episodes = 0;
        for (var subject : subjects(through)) {
            var id = EpisodeId.parse(subject);
            var told = replayed(subject);
            if (id.isEmpty() || !told.exists()) {
                continue;
            }
            if (told.isOver() && lastOf(subject) <= through) {
                new EpisodeTable(connection).delete(id.get());
                episodes++;
            } else {
                chain.append(new Event(now, Optional.empty(), Actor.SERVICE, Kind.CARRIED, id, told.carried()));
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

    /** The hash of the last of the entries, if all of them hold. */
    private String verified(Head head, long through) throws SQLException {
        var last = new ArrayList<>(List.of(head.prunedHash()));
        Entries.read(connection, head.pruned(), entry -> {
            long seq = head.pruned() + last.size();
            if (entry.seq() != seq || !entry.at(seq, last.get(last.size() - 1)).holds()) {
                throw new BrokenChainException("entry " + seq + " does not hold");
            }
            last.add(entry.hash());
            return seq < through;
        });
        if (last.size() - 1 != through - head.pruned()) {
            throw new BrokenChainException("entry " + (head.pruned() + last.size()) + " is missing");
        }
        return last.get(last.size() - 1);
    }

    private List<String> subjects(long through) throws SQLException {
        var sql = "SELECT DISTINCT subject FROM audit_log WHERE seq <= ? AND subject IS NOT NULL";
        var subjects = new ArrayList<String>();
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, through);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    subjects.add(rows.getString(1));
                }
            }
        }
        return subjects;
    }

    /** What the log says of an episode, not what the tables say: an altered row must not get into the log. */
    private EpisodeState replayed(String subject) throws SQLException {
        var state = new EpisodeState();
        var sql = "SELECT " + Entries.COLUMNS + " FROM audit_log a WHERE a.subject = ? ORDER BY a.seq";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(Entries.FETCH_SIZE);
            statement.setString(1, subject);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    state.apply(Entries.entry(rows, ""));
                }
            }
        }
        return state;
    }

    private long lastOf(String subject) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT MAX(seq) FROM audit_log WHERE subject = ?")) {
            statement.setString(1, subject);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
