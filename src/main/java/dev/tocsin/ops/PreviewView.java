package dev.tocsin.ops;

import dev.tocsin.alerting.audit.EpisodeOutlines.Outline;
import dev.tocsin.alerting.response.Preview;
import dev.tocsin.alerting.response.Preview.Matched;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a silence would mute.
 *
 * @param allFiring how many alerts fire now, muted or not
 * @param past what it would have hidden since {@code from}
 * @param whole false if there was more on record than was looked at
 * @param everything whether it would mute alerts that nobody has heard of yet
 */
public record PreviewView(
        MatchedView firing, int allFiring, Instant from, MatchedView past, boolean whole, boolean everything) {

    private static final int MOST_NAMES = 50;

    /** How many, how many of each alert, the most frequent first, and the newest. */
    public record MatchedView(int total, Map<String, Integer> byName, List<OutlineView> alerts) {

        static MatchedView of(Matched matched) {
            var byName = new LinkedHashMap<String, Integer>();
            matched.byName().entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(MOST_NAMES)
                    .forEach(name -> byName.put(name.getKey(), name.getValue()));
            return new MatchedView(
                    matched.total(),
                    byName,
                    matched.first().stream().map(OutlineView::of).toList());
        }
    }

    /** An alert; the rest of it is behind its id. */
    public record OutlineView(String id, String name, Instant startsAt, Map<String, String> labels) {

        static OutlineView of(Outline outline) {
            return new OutlineView(
                    outline.id().toString(),
                    outline.labels().alertName(),
                    outline.id().startsAt(),
                    outline.labels().byName());
        }
    }

    static PreviewView of(Preview preview) {
        return new PreviewView(
                MatchedView.of(preview.firing()),
                preview.allFiring(),
                preview.from(),
                MatchedView.of(preview.past()),
                preview.isWhole(),
                preview.isUnlimited());
    }
}
