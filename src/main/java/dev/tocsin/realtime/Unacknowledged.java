package dev.tocsin.realtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one subscription has been sent and has not acknowledged, by its number, oldest first. Not thread-safe. */
final class Unacknowledged<T> {

    private final Map<Long, T> sent = new LinkedHashMap<>();
    private final boolean isCumulative;
    private long last;

    Unacknowledged(AckMode mode) {
        isCumulative = mode == AckMode.CLIENT;
    }

    int size() {
        return sent.size();
    }

    /** The number that it has got. */
    long add(T message) {
        sent.put(++last, message);
        return last;
    }

    boolean contains(long number) {
        return sent.containsKey(number);
    }

    /**
     * Takes out what an ACK or NACK speaks of.
     *
     * @throws ProtocolException if there is nothing with this number
     */
    List<T> take(long number) {
        if (!contains(number)) {
            throw ProtocolException.notWaiting();
        }
        if (!isCumulative) {
            return List.of(sent.remove(number));
        }
        var taken = new ArrayList<T>();
        var each = sent.entrySet().iterator();
        while (each.hasNext()) {
            var next = each.next();
            if (next.getKey() > number) {
                break;
            }
            taken.add(next.getValue());
            each.remove();
        }
        return taken;
    }

    /** Takes out one, if it is still there. */
    boolean remove(long number) {
        return sent.remove(number) != null;
    }

    List<T> takeAll() {
        var all = List.copyOf(sent.values());
        sent.clear();
        return all;
    }
}
