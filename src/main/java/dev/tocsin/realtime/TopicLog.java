package dev.tocsin.realtime;

import java.io.IOException;

/** The last messages of a topic, by their offset. Not thread-safe. */
final class TopicLog {

    private final Budget budget;
    private final long maxBytes;
    private Message[] slots = new Message[16];
    private long first;
    private long next;
    private long bytes;

    /**
     * @param next the offset of the first message that will be appended
     * @param budget of all that is kept
     */
    TopicLog(long next, Budget budget, long maxBytes) {
        this.first = next;
        this.next = next;
        this.budget = budget;
        this.maxBytes = maxBytes;
    }

    /** The offset of the last that was appended or skipped. */
    long last() {
        return next - 1;
    }

    /** The oldest offset that is there, or the next if there is none. */
    long first() {
        return first;
    }

    Message get(long offset) {
        return slots[slot(offset)];
    }

    /** Appends under the next offset, and drops the oldest as far as there is no room for them. */
    void append(Message message) {
        if (next - first == slots.length) {
            grow();
        }
        slots[slot(next++)] = message;
        bytes += message.size();
        budget.take(message.size());
        while (first < next && bytes > budget.allowance(maxBytes)) {
            dropFirst();
        }
    }

    void writeTo(Snapshot.Writer out) throws IOException {
        out.number(first);
        out.number(next - first);
        for (long offset = first; offset < next; offset++) {
            get(offset).writeTo(out);
        }
    }

    static TopicLog readFrom(Snapshot.Reader in, Budget budget, long maxBytes) throws IOException {
        var log = new TopicLog(in.number(), budget, maxBytes);
        for (long left = in.number(); left > 0; left--) {
            log.append(Message.readFrom(in));
        }
        return log;
    }

    /** Drops all, and keeps nothing under the next offset. */
    void skip() {
        clear();
        first = ++next;
    }

    void clear() {
        if (first < next) {
            while (first < next) {
                dropFirst();
            }
            slots = new Message[16];
        }
    }

    private void dropFirst() {
        int slot = slot(first++);
        bytes -= slots[slot].size();
        budget.give(slots[slot].size());
        slots[slot] = null;
    }

    private void grow() {
        var larger = new Message[slots.length * 2];
        for (long offset = first; offset < next; offset++) {
            larger[(int) (offset & (larger.length - 1))] = slots[slot(offset)];
        }
        slots = larger;
    }

    private int slot(long offset) {
        return (int) (offset & (slots.length - 1));
    }
}
