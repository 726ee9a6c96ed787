package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of a scene's alerts.
 *
 * @param expected how many firings Prometheus remembers
 * @param recorded how many episodes there are
 * @param lost firings that are no episode, with their start and their end
 * @param surplus episodes that are no firing, or one that another is already
 * @param gaps what the report says of those that only one side knows
 */
record Tally(
        String fault, int expected, int recorded, List<Firing> lost, List<JsonObject> surplus, List<JsonObject> gaps) {

    static Tally of(String fault, List<Firing> remembered, List<JsonObject> recorded, List<JsonObject> gaps) {
        var lost = new ArrayList<Firing>();
        var surplus = new ArrayList<>(recorded);
        for (var firing : remembered) {
            surplus.stream().filter(firing::is).findFirst().ifPresentOrElse(surplus::remove, () -> lost.add(firing));
        }
        return new Tally(fault, remembered.size(), recorded.size(), lost, surplus, gaps);
    }

    /** How many only one side knows, by the reason. */
    Map<String, Long> reasons() {
        return gaps.stream()
                .collect(Collectors.groupingBy(gap -> gap.getString("reason"), TreeMap::new, Collectors.counting()));
    }

    /** How many only one side knows and nobody knows why. */
    long unproved() {
        return reasons().getOrDefault("unknown", 0L);
    }

    void isWhole() {
        assertThat(lost).as("lost").isEmpty();
        assertThat(surplus).as("double").isEmpty();
        assertThat(unproved()).as("unproved among %s", gaps).isZero();
        assertThat(expected).as("firings").isPositive();
    }
}
