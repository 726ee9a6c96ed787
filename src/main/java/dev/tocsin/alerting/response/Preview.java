package dev.tocsin.alerting.response;

import dev.tocsin.alerting.audit.EpisodeOutlines.Outline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a silence would mute.
 *
 * @param firing what fires now
 * @param allFiring how many alerts fire now, muted or not
 * @param past what began to fire since {@code from}
 * @param isWhole false if there was more than was looked at
 * @param isUnlimited whether it would mute an alert that nobody has heard of yet
 */
public record Preview(Matched firing, int allFiring, Matched past, Instant from, boolean isWhole, boolean isUnlimited) {

    private static final int MOST_LISTED = 50;

    /** The episodes that match: how many, how many of each alert, and the first of them. */
    public record Matched(int total, Map<String, Integer> byName, List<Outline> first) {

        static Matched of(Matching matching, List<Outline> episodes) {
            // An alert that fires again and again has the same labels each time.
            var known = new HashMap<Object, Boolean>();
            var byName = new HashMap<String, Integer>();
            var first = new ArrayList<Outline>();
            int total = 0;
            for (var episode : episodes) {
                if (known.computeIfAbsent(episode.id().fingerprint(), seen -> matching.matches(episode.labels()))) {
                    total++;
                    byName.merge(episode.labels().alertName(), 1, Integer::sum);
                    if (first.size() < MOST_LISTED) {
                        first.add(episode);
                    }
                }
            }
            return new Matched(total, byName, first);
        }
    }

    /** Whether it is one to think about twice. */
    boolean isBroad() {
        return isUnlimited || (allFiring > 1 && firing.total() == allFiring);
    }
}
