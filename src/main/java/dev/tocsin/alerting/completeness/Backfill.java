package dev.tocsin.alerting.completeness;

import dev.tocsin.alerting.audit.EpisodeRecord;
import dev.tocsin.alerting.audit.EpisodeSearch;
import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Witness;
import dev.tocsin.alerting.upstream.AlertRule;
import dev.tocsin.alerting.upstream.AlertSeries;
import dev.tocsin.alerting.upstream.PrometheusMemory;
import dev.tocsin.telemetry.CompletenessMetrics;
import dev.tocsin.telemetry.CompletenessMetrics.Found;
import dev.tocsin.telemetry.CompletenessMetrics.Source;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads in Prometheus's memory what fired and when it was over, and adds to the record what no witness told in time. The
 * first look goes back as far as is set, each later one to where nothing was open any more.
 */
@ApplicationScoped
class Backfill {

    /** So long Prometheus repeats an end; it tells the start to the millisecond, and so is waited for. */
    private static final Duration REPEATED = Duration.ofMinutes(15);

    private static final AlertRule UNKNOWN = new AlertRule(Duration.ofMinutes(1), Duration.ofDays(1), Map.of());

    private final PrometheusMemory memory;
    private final EpisodeRecord record;
    private final EpisodeSearch search;
    private final CompletenessMetrics metrics;
    private final Duration lookback;
    private final Duration patience;
    private Optional<Instant> settledUntil = Optional.empty();

    /** For the CDI proxy. */
    Backfill() {
        memory = null;
        record = null;
        search = null;
        metrics = null;
        lookback = null;
        patience = null;
    }

    @Inject
    Backfill(
            PrometheusMemory memory,
            EpisodeRecord record,
            EpisodeSearch search,
            CompletenessMetrics metrics,
            @ConfigProperty(name = "tocsin.completeness.lookback") Duration lookback,
            @ConfigProperty(name = "tocsin.completeness.patience") Duration patience) {
        this.memory = memory;
        this.record = record;
        this.search = search;
        this.metrics = metrics;
        this.lookback = lookback;
        this.patience = patience;
    }

    void run(Instant now) {
        var earliest = now.minus(lookback);
        var from = settledUntil.filter(earliest::isBefore).orElse(earliest);
        var rules = memory.rules();
        var series = memory.firing(from, now);
        var evaluations = new TreeSet<Instant>();
        series.forEach(one -> evaluations.addAll(one.activeAt().keySet()));

        var settled = now;
        for (var one : series) {
            if (!one.labels().isHeartbeat()) {
                var rule = rules.getOrDefault(one.labels().alertName(), UNKNOWN);
                var open = add(one, rule, evaluations, from, now);
                settled = open.filter(settled::isAfter).orElse(settled);
            }
        }
        settledUntil = Optional.of(settled.minus(patience));
    }

    /** Returns from when on the series has to be looked at again. */
    private Optional<Instant> add(
            AlertSeries series, AlertRule rule, TreeSet<Instant> evaluations, Instant from, Instant now) {
        var before = Instant.EPOCH;
        var open = Optional.<Instant>empty();
        for (var firing : Firing.of(series, rule.interval())) {
            boolean isOver = firing.last().plus(patience).isBefore(now);
            var end = isOver ? Optional.of(end(firing, rule, evaluations)) : Optional.<Instant>empty();
            var known = search.last(
                    firing.labels().fingerprint(), firing.earliestStart(before), firing.latestStart(rule.interval()));
            if (known.isPresent()) {
                confirm(known.get(), firing, end, now);
            } else if (!add(whole(firing, rule, from), rule, end, now)) {
                open = open.or(() -> Optional.of(firing.first()));
            }
            before = firing.last();
        }
        return open;
    }

    private boolean add(Firing firing, AlertRule rule, Optional<Instant> end, Instant now) {
        boolean isTime = firing.isExact(rule)
                ? firing.first().plus(patience).isBefore(now)
                : firing.last().plus(patience).plus(REPEATED).isBefore(now);
        if (isTime) {
            store(
                    new Alert(
                            firing.labels(),
                            rule.annotations(),
                            firing.first(),
                            end,
                            end.map(at -> firing.last()),
                            Optional.empty()),
                    now);
            metrics.found(Source.BACKFILL, Found.EPISODE);
        }
        return isTime;
    }

    /** The next evaluation found it gone; if there was none then, the first after. */
    private static Instant end(Firing firing, AlertRule rule, TreeSet<Instant> evaluations) {
        var next = firing.last().plus(rule.interval());
        var seen = evaluations.higher(firing.last());
        return seen != null && seen.isAfter(next.plus(rule.interval())) ? seen : next;
    }

    /** Confirms what only Alertmanager told, and tells the end where nobody did or nobody knew it exactly. */
    private void confirm(Episode episode, Firing firing, Optional<Instant> end, Instant now) {
        boolean isUnconfirmed = !episode.isKnownTo(Witness.DIRECT) && !episode.isKnownTo(Witness.BACKFILL);
        boolean isEnd = end.filter(at -> isBetter(at, episode)).isPresent();
        if (isEnd || (isUnconfirmed && end.isPresent())) {
            store(
                    new Alert(
                            episode.labels(),
                            episode.annotations(),
                            episode.startsAt(),
                            end,
                            Optional.of(firing.last()),
                            episode.generatorUrl()),
                    now);
            metrics.found(Source.BACKFILL, isEnd ? Found.END : Found.CONFIRMATION);
        }
    }

    private static boolean isBetter(Instant end, Episode episode) {
        return episode.end()
                .map(told -> told.known() != Episode.Known.REPORTED
                        && !told.reportedBy().equals(Optional.of(Witness.BACKFILL))
                        && !told.at().isBefore(end))
                .orElse(true);
    }

    private void store(Alert alert, Instant now) {
        record.store(Witness.BACKFILL, now, List.of(alert));
    }

    /** A firing that had begun before the look-up's own beginning, with its true first sample. */
    private Firing whole(Firing firing, AlertRule rule, Instant from) {
        if (firing.first().isAfter(from.plus(rule.interval().multipliedBy(3)))) {
            return firing;
        }
        var until = firing.activeAt().plus(rule.hold()).plus(rule.interval().multipliedBy(4));
        return memory
                .firing(
                        firing.labels().alertName(),
                        firing.activeAt(),
                        until.isBefore(firing.first()) ? until : firing.first())
                .stream()
                .filter(series -> series.labels().equals(firing.labels()))
                .flatMap(series -> Firing.of(series, rule.interval()).stream())
                .filter(earlier -> earlier.activeAt().equals(firing.activeAt()))
                .findFirst()
                .map(earlier -> new Firing(firing.labels(), firing.activeAt(), earlier.first(), firing.last()))
                .orElse(firing);
    }
}
