package dev.tocsin.alerting.review;

import dev.tocsin.alerting.audit.EpisodeHistory.Past;
import dev.tocsin.alerting.review.Waits.Wait;
import dev.tocsin.alerting.upstream.WatchingRule;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tries longer waits on the record alone. An alert that fired so long would have fired with a wait that is longer by
 * less; of a shorter one, what would have fired besides stands in Prometheus only.
 */
final class WaitTrial {

    private static final List<Duration> LADDER = Stream.of(
                    0, 15, 30, 60, 120, 180, 240, 300, 600, 900, 1200, 1800, 3600)
            .map(Duration::ofSeconds)
            .toList();

    private final Duration present;
    private final Duration keep;
    private final Instant now;
    private final Map<Duration, EffectCount> counts;

    WaitTrial(WatchingRule rule, Instant now) {
        this.present = rule.hold();
        this.keep = rule.keep();
        this.now = now;
        this.counts = candidates(present).stream()
                .filter(hold -> hold.compareTo(present) >= 0)
                .collect(Collectors.toMap(
                        hold -> hold, hold -> new EffectCount(), (one, same) -> one, LinkedHashMap::new));
    }

    /** The usual ones and the present one, the shortest first. */
    static List<Duration> candidates(Duration present) {
        return Stream.concat(LADDER.stream(), Stream.of(present))
                .distinct()
                .sorted()
                .toList();
    }

    void add(Past past) {
        var held = held(past);
        counts.forEach((hold, count) -> {
            if (stays(held, hold)) {
                count.stays();
            } else if (past.endsAt().isEmpty()) {
                count.isUndecided();
            } else {
                count.isRemoved(past);
            }
        });
    }

    /** How long the condition held in all: a firing goes on for a while behind it if the rule says so. */
    private Duration held(Past past) {
        return Duration.between(past.startsAt(), past.endsAt().orElse(now))
                .minus(keep)
                .plus(present);
    }

    /** The evaluation that ends a firing comes after the last at which the condition held: so it takes more than the wait. */
    private boolean stays(Duration held, Duration hold) {
        return hold.equals(present) || held.compareTo(hold) > 0;
    }

    Waits waits() {
        return new Waits(
                present,
                counts.entrySet().stream()
                        .map(count -> new Wait(count.getKey(), count.getValue().effect(OptionalLong.empty())))
                        .toList());
    }
}
