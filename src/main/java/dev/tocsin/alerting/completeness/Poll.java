package dev.tocsin.alerting.completeness;

import dev.tocsin.alerting.audit.EpisodeRecord;
import dev.tocsin.alerting.audit.EpisodeSearch;
import dev.tocsin.alerting.audit.Suppressions;
import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Fingerprint;
import dev.tocsin.alerting.model.Sighting;
import dev.tocsin.alerting.model.Suppression;
import dev.tocsin.alerting.model.Witness;
import dev.tocsin.alerting.upstream.AlertmanagerAlert;
import dev.tocsin.alerting.upstream.AlertmanagerList;
import dev.tocsin.alerting.upstream.PrometheusMemory;
import dev.tocsin.telemetry.CompletenessMetrics;
import dev.tocsin.telemetry.CompletenessMetrics.Found;
import dev.tocsin.telemetry.CompletenessMetrics.Source;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Compares the record with what fires in Alertmanager and in Prometheus: what the record does not know is added, what
 * neither lists any more has ended, and what keeps Alertmanager quiet is noted.
 */
@ApplicationScoped
class Poll {

    private final AlertmanagerList alertmanager;
    private final PrometheusMemory prometheus;
    private final EpisodeRecord record;
    private final EpisodeSearch search;
    private final Suppressions suppressions;
    private final CompletenessMetrics metrics;
    private final Duration patience;

    /** When each episode that fires was last listed, and since when it is not. */
    private final Map<EpisodeId, Instant> present = new HashMap<>();

    private final Map<EpisodeId, Instant> absent = new HashMap<>();

    /** For the CDI proxy. */
    Poll() {
        alertmanager = null;
        prometheus = null;
        record = null;
        search = null;
        suppressions = null;
        metrics = null;
        patience = null;
    }

    @Inject
    Poll(
            AlertmanagerList alertmanager,
            PrometheusMemory prometheus,
            EpisodeRecord record,
            EpisodeSearch search,
            Suppressions suppressions,
            CompletenessMetrics metrics,
            @ConfigProperty(name = "tocsin.completeness.patience") Duration patience) {
        this.alertmanager = alertmanager;
        this.prometheus = prometheus;
        this.record = record;
        this.search = search;
        this.suppressions = suppressions;
        this.metrics = metrics;
        this.patience = patience;
    }

    void run(Instant now) {
        var listed = alertmanager.alerts().stream()
                .filter(listing -> !listing.alert().labels().isHeartbeat())
                .toList();
        listed.forEach(listing -> add(listing.alert(), now));
        noteSuppressions(listed, now);

        var fires = new HashSet<>(prometheus.firingNow());
        listed.forEach(listing -> fires.add(listing.alert().episode().fingerprint()));
        endAbsent(fires, now);
    }

    /** What has just begun to fire is still on its way from the witnesses. */
    private void add(Alert alert, Instant now) {
        if (alert.startsAt().plus(patience).isAfter(now)) {
            return;
        }
        var known = record.find(alert.episode());
        boolean isBack = known.flatMap(Episode::end)
                .filter(end ->
                        end.known() == Episode.Known.BY_HAND || end.reportedBy().equals(Optional.of(Witness.POLL)))
                .isPresent();
        if (known.isEmpty() || isBack) {
            record.store(Witness.POLL, now, List.of(alert));
            metrics.found(Source.POLL, Found.EPISODE);
        }
    }

    /** Of two firings that Alertmanager takes for one it lists the first start; what it says is true of the last. */
    private void noteSuppressions(List<AlertmanagerAlert> listed, Instant now) {
        var seen = new HashMap<EpisodeId, List<Suppression>>();
        for (var listing : listed) {
            if (!listing.suppressions().isEmpty()) {
                search.last(
                                listing.alert().episode().fingerprint(),
                                listing.alert().startsAt(),
                                now)
                        .ifPresent(episode -> seen.put(episode.id(), listing.suppressions()));
            }
        }
        suppressions.note(now, seen);
    }

    private void endAbsent(HashSet<Fingerprint> fires, Instant now) {
        var firing = search.firing().stream().collect(Collectors.toMap(Episode::id, episode -> episode));
        present.keySet().retainAll(firing.keySet());
        absent.keySet().retainAll(firing.keySet());
        firing.forEach((id, episode) -> {
            if (fires.contains(id.fingerprint())) {
                present.put(id, now);
                absent.remove(id);
            } else if (absent.computeIfAbsent(id, first -> now).plus(patience).isBefore(now)) {
                end(episode, absent.get(id), now);
            }
        });
    }

    private void end(Episode episode, Instant at, Instant now) {
        var lastSeen = episode.sightings().values().stream()
                .filter(word -> word.endedAt().isEmpty())
                .map(Sighting::lastSeenAt)
                .filter(seen -> seen.isBefore(at))
                .reduce(episode.startsAt(), (a, b) -> a.isAfter(b) ? a : b);
        var alert = new Alert(
                episode.labels(),
                episode.annotations(),
                episode.startsAt(),
                Optional.of(at),
                Optional.of(present.getOrDefault(episode.id(), lastSeen)),
                episode.generatorUrl());
        record.store(Witness.POLL, now, List.of(alert));
        metrics.found(Source.POLL, Found.END);
    }
}
