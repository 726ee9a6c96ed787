package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.audit.Verification.Fault;
import dev.tocsin.alerting.audit.Verification.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Walks the chain from its beginning to its first place that does not hold, and says what was done there. */
final class ChainCheck {

    private final Connection connection;
    private final Head head;
    private long seq;
    private String previous;
    private long prunedAsTold;
    private String prunedHashAsTold = Entry.GENESIS;

    ChainCheck(Connection connection, Head head) {
        this.connection = connection;
        this.head = head;
        this.seq = head.pruned();
        this.previous = head.prunedHash();
    }

    /** How many entries were read and hold. */
    long entries() {
        return seq - head.pruned();
    }

    Optional<Finding> run() throws SQLException {
        var early = firstSeq();
        if (early.isPresent() && early.get() <= head.pruned()) {
            return finding(early.get(), Fault.INSERTED, "it stands before the chain's beginning");
        }
        var broken = new AtomicReference<Optional<Finding>>(Optional.empty());
        Entries.read(connection, head.pruned(), entry -> {
            broken.set(check(entry));
            return broken.get().isEmpty();
        });
        return broken.get().isPresent() ? broken.get() : checkHead();
    }

    private Optional<Finding> check(Entry entry) throws SQLException {
        if (entry.seq() != seq + 1) {
            return finding(seq + 1, Fault.MISSING, "the next entry is " + entry.seq());
        }
        if (entry.seq() > head.length()) {
            return finding(entry.seq(), Fault.INSERTED, "the chain ends with entry " + head.length());
        }
        if (!entry.at(entry.seq(), previous).holds()) {
            return Optional.of(diagnosed(entry));
        }
        seq = entry.seq();
        previous = entry.hash();
        if (entry.kind().equals(Kind.PRUNED.label())) {
            var body = JsonText.parse(entry.body());
            prunedAsTold = body.getJsonNumber("through").longValue();
            prunedHashAsTold = body.getString("hash");
        }
        return Optional.empty();
    }

    private Optional<Finding> checkHead() {
        if (seq < head.length()) {
            return finding(seq + 1, Fault.MISSING, "the chain is known to reach to entry " + head.length());
        }
        if (!previous.equals(head.hash())) {
            return headFinding("its hash is not that of the last entry");
        }
        if (head.pruned() != prunedAsTold || !head.prunedHash().equals(prunedHashAsTold)) {
            return headFinding("the entries up to " + head.pruned() + " are gone, and the log tells of a pruning up to "
                    + prunedAsTold);
        }
        return Optional.empty();
    }

    /** The first entry that does not hold: its neighbours tell what was done. */
    private Finding diagnosed(Entry entry) throws SQLException {
        var place = placeOf(entry);
        if (place.isPresent()) {
            return row(entry.seq(), Fault.REORDERED, "what stands here was entry " + place.get());
        }
        var next = find(entry.seq() + 1);
        if (next.filter(follower -> follower.at(seq + 1, previous).holds()).isPresent()) {
            return row(entry.seq(), Fault.INSERTED, "the entry behind it stood here");
        }
        if (next.filter(follower -> follower.at(seq + 3, entry.hash()).holds()).isPresent()) {
            return row(entry.seq(), Fault.MISSING, "the entries behind it have moved up");
        }
        return row(entry.seq(), Fault.CHANGED, "its hash is not that of its fields and the entry before");
    }

    /** Where the entry would hold: behind the row whose hash it was chained to, wherever that row is now. */
    private Optional<Long> placeOf(Entry entry) throws SQLException {
        var place = new AtomicReference<Optional<Long>>(Optional.empty());
        Entries.read(connection, head.pruned(), other -> {
            for (long at = other.seq(); at <= other.seq() + 1; at++) {
                if (entry.at(at, other.hash()).holds()) {
                    place.set(Optional.of(at));
                }
            }
            return place.get().isEmpty();
        });
        return place.get();
    }

    private Optional<Entry> find(long wanted) throws SQLException {
        var found = new AtomicReference<Optional<Entry>>(Optional.empty());
        Entries.read(connection, wanted - 1, entry -> {
            found.set(Optional.of(entry).filter(next -> next.seq() == wanted));
            return false;
        });
        return found.get();
    }

    private Optional<Long> firstSeq() throws SQLException {
        try (var statement = connection.prepareStatement("SELECT MIN(seq) FROM audit_log");
                var row = statement.executeQuery()) {
            row.next();
            long first = row.getLong(1);
            return row.wasNull() ? Optional.empty() : Optional.of(first);
        }
    }

    private static Optional<Finding> headFinding(String detail) {
        return Optional.of(new Finding("audit_head", "1", Fault.CHANGED, detail));
    }

    private static Optional<Finding> finding(long seq, Fault fault, String detail) {
        return Optional.of(row(seq, fault, detail));
    }

    private static Finding row(long seq, Fault fault, String detail) {
        return new Finding("audit_log", Long.toString(seq), fault, detail);
    }
}
