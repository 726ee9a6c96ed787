package dev.tocsin.alerting.completeness;

import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.upstream.AlertRule;
import dev.tocsin.alerting.upstream.AlertSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One firing of an alert as Prometheus's samples show it.
 *
 * @param activeAt since when its expression had held, to the second: it cannot have fired before
 * @param first the first sample; the alert's start, unless Prometheus had just been started
 * @param last the last sample
 */
record Firing(Labels labels, Instant activeAt, Instant first, Instant last) {

    /** How far apart two evaluations may be that both belong to one firing: one between them was missed. */
    private static final double MISSED = 2.5;

    /**
     * Takes a series apart. An alert whose expression stopped holding, be it for one evaluation, and one that is there
     * after a restart of Prometheus, has another time from which it was active; where Prometheus restores that time, it
     * writes no sample at two evaluations at least.
     */
    static List<Firing> of(AlertSeries series, Duration interval) {
        var firings = new ArrayList<Firing>();
        Firing current = null;
        for (var sample : series.activeAt().entrySet()) {
            var at = sample.getKey();
            if (current != null && current.activeAt.equals(sample.getValue()) && current.reaches(at, interval)) {
                current = new Firing(current.labels, current.activeAt, current.first, at);
                firings.set(firings.size() - 1, current);
            } else {
                current = new Firing(series.labels(), sample.getValue(), at, at);
                firings.add(current);
            }
        }
        return firings;
    }

    private boolean reaches(Instant at, Duration interval) {
        return Duration.between(last, at).toMillis() < interval.toMillis() * MISSED;
    }

    /**
     * Whether the first sample is the start. A Prometheus that has just started fires at its first evaluation what has
     * no {@code for}, and writes no samples before its third.
     */
    boolean isExact(AlertRule rule) {
        var latest = activeAt.plusSeconds(1).plus(rule.hold()).plus(rule.interval());
        return first.isBefore(latest);
    }

    /** The earliest start that this firing may have been told with: behind the last sample of the one before. */
    Instant earliestStart(Instant before) {
        return activeAt.isAfter(before) ? activeAt : before;
    }

    /** The latest; an evaluation may be set to look at data that is a little older than its own time. */
    Instant latestStart(Duration interval) {
        return first.plus(interval).minusMillis(1);
    }
}
