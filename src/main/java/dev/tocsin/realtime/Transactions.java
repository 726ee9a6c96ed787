package dev.tocsin.realtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The transactions that one client has begun (STOMP 1.2, "BEGIN"): frames that wait for their COMMIT. */
final class Transactions {

    /** What a frame takes beside its content, in bytes. */
    private static final int OVERHEAD = 200;

    /** Frames of a transaction, and the room that they take. */
    private static final class Begun {
        private final List<Frame> frames = new ArrayList<>();
        private long bytes;
    }

    private final Map<String, Begun> begun = new HashMap<>(4);
    private final Budget stored;
    private final int maxTransactions;
    private final long maxBytes;
    private long bytes;

    /**
     * @param stored the budget of all that is kept
     * @param maxTransactions at a time
     * @param maxBytes of all of them
     */
    Transactions(Budget stored, int maxTransactions, long maxBytes) {
        this.stored = stored;
        this.maxTransactions = maxTransactions;
        this.maxBytes = maxBytes;
    }

    void begin(String name) {
        if (begun.size() == maxTransactions) {
            throw ProtocolException.overLimit("more than " + maxTransactions + " transactions at a time");
        }
        if (begun.putIfAbsent(name, new Begun()) != null) {
            throw ProtocolException.malformed("there is a transaction with this name already");
        }
    }

    void add(String name, Frame frame) {
        var transaction = find(name);
        long size = OVERHEAD + frame.body().length;
        for (var header : frame.headers().entrySet()) {
            size += header.getKey().length() + header.getValue().length();
        }
        if (bytes + size > stored.allowance(maxBytes)) {
            throw ProtocolException.overLimit("the transactions are over " + maxBytes + " bytes");
        }
        transaction.frames.add(frame);
        transaction.bytes += size;
        bytes += size;
        stored.take(size);
    }

    /** Ends one; the answer is what it holds, to be done or forgotten. */
    List<Frame> end(String name) {
        var transaction = find(name);
        begun.remove(name);
        bytes -= transaction.bytes;
        stored.give(transaction.bytes);
        return transaction.frames;
    }

    void abortAll() {
        stored.give(bytes);
        bytes = 0;
        begun.clear();
    }

    private Begun find(String name) {
        var transaction = begun.get(name);
        if (transaction == null) {
            throw ProtocolException.malformed("there is no transaction with this name");
        }
        return transaction;
    }
}
