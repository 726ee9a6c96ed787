package dev.tocsin.realtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many connections each of some names has; those that have none are not known. */
final class Occupancy {

    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** The count with this one. */
    int enter(String name) {
        return counts.merge(name, 1, Integer::sum);
    }

    void leave(String name) {
        counts.computeIfPresent(name, (same, count) -> count == 1 ? null : count - 1);
    }
}
