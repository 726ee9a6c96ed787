package dev.tocsin.alerting.review;

import dev.tocsin.alerting.audit.EpisodeHistory.Known;
import dev.tocsin.alerting.review.Waits.Wait;
import dev.tocsin.alerting.upstream.Comparison;
import dev.tocsin.alerting.upstream.WatchingRule;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What other thresholds and other waits of one rule would have done in a time.
 *
 * @param problems what could not be computed, and why
 * @param more episodes that there are besides, all of them older
 * @param replayed what Prometheus's values were replayed to; without them only longer waits are tried, by the record
 * @param waits by the replay where there is one
 * @param firings those of what was asked for; empty if nothing was
 */
public record BackTest(
        Instant now,
        Period period,
        Optional<WatchingRule> rule,
        Optional<Comparison> comparison,
        List<String> problems,
        List<Recorded> episodes,
        long more,
        Optional<Replayed> replayed,
        List<Wait> waits,
        List<Threshold> thresholds,
        Optional<Asked> asked) {

    /**
     * An episode on record.
     *
     * @param peak how far the threshold could go and the episode would still stay; empty if Prometheus does not know
     */
    public record Recorded(Known known, OptionalDouble peak) {}

    /**
     * The proof: what the replay with the present threshold and wait finds again.
     *
     * @param threshold the present one, as it was last; empty if the rule is no comparison that has one
     * @param step between two values; longer than the rule's interval where the time is too long for all of them
     * @param covered episodes on record of whose time Prometheus has values
     * @param found those of them that the replay fires for too
     * @param other firings of the replay that are not on record
     * @param curves what was measured, thinned out for a chart
     */
    public record Replayed(
            OptionalDouble threshold,
            Duration step,
            boolean isExact,
            long covered,
            long found,
            long other,
            List<Curve> curves,
            int moreCurves) {}

    /** Values over time; of each stretch the one that is closest to firing. */
    public record Curve(String name, NavigableMap<Instant, BigDecimal> values) {}

    /** One threshold that was tried; the present one is tried too. */
    public record Threshold(double value, boolean isPresent, Effect effect) {}

    /** A threshold and a wait that somebody asked for. */
    public record Asked(OptionalDouble threshold, Duration hold, Effect effect, List<Fired> firings) {}

    /** A firing that there would have been; open if it has no end. */
    public record Fired(Instant from, Optional<Instant> to, boolean isOnRecord) {}
}
