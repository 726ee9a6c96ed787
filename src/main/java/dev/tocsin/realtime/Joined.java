package dev.tocsin.realtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Frames of text that wait behind each other, written as one WebSocket message: each write costs the container a change
 * of threads, whatever its length.
 */
final class Joined implements Outbox.Item {

    /** In characters: what every client takes, as containers allow a message of 8 KiB of UTF-8 if nobody asks for more. */
    private static final int MAX_SIZE = 8192;

    private final List<Encoded> frames;
    private final int size;

    private Joined(List<Encoded> frames, int size) {
        this.frames = frames;
        this.size = size;
    }

    /** The first, and what can be written together with it: that is taken out of the queue. */
    static Outbox.Item of(Outbox.Item first, Queue<Outbox.Item> waiting) {
        if (!(first instanceof Encoded begin) || !begin.isJoinable() || !fits(waiting.peek(), begin.size())) {
            return first;
        }
        var frames = new ArrayList<Encoded>();
        frames.add(begin);
        int size = begin.size();
        while (fits(waiting.peek(), size)) {
            var next = (Encoded) waiting.remove();
            frames.add(next);
            size += next.size();
        }
        return new Joined(frames, size);
    }

    private static boolean fits(Outbox.Item next, int size) {
        return next instanceof Encoded frame && frame.isJoinable() && size + frame.size() <= MAX_SIZE;
    }

    @Override
    public Encoded next() {
        var text = new StringBuilder(size);
        frames.forEach(frame -> frame.appendTo(text));
        return Encoded.of(text.toString());
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int messages() {
        return frames.stream().mapToInt(Encoded::messages).sum();
    }

    @Override
    public void releasedBy(Budget budget) {
        frames.forEach(frame -> frame.releasedBy(budget));
    }
}
