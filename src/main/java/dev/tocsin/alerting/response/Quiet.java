package dev.tocsin.alerting.response;

import dev.tocsin.alerting.audit.HeldSilences;
import dev.tocsin.alerting.audit.HeldSilences.Held;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.upstream.Alertmanager;
import dev.tocsin.alerting.upstream.Silence;
import dev.tocsin.alerting.upstream.Silence.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps Alertmanager from repeating an alert, a few minutes at a time: whoever wants it quiet for longer has to say so
 * again, so that a service that is gone mutes nothing for hours.
 */
final class Quiet {

    private final Alertmanager alertmanager;
    private final HeldSilences held;
    private final Duration length;

    Quiet(Alertmanager alertmanager, HeldSilences held, Duration length) {
        this.alertmanager = alertmanager;
        this.held = held;
        this.length = length;
    }

    /** Whether it ends so soon that it has to be renewed: one attempt that fails must not be the last. */
    boolean isDue(Held silence, Instant now, Instant until) {
        return silence.endsAt().isBefore(until) && silence.endsAt().isBefore(now.plus(length.dividedBy(2)));
    }

    /** Makes a silence, or goes on with the one that there is; it is known from here on, whatever happens next. */
    void keep(Episode episode, String by, Optional<Held> known, Instant now, Instant until) {
        var endsAt = now.plus(length).isBefore(until) ? now.plus(length) : until;
        var going =
                known.flatMap(before -> alertmanager.silence(before.silence())).filter(found -> !found.isExpired());
        var startsAt = going.map(found -> found.terms().startsAt()).orElse(now);
        var terms = terms(episode, by, startsAt, endsAt);
        var silence =
                going.map(found -> alertmanager.change(found.id(), terms)).orElseGet(() -> alertmanager.create(terms));
        held.put(episode.id(), new Held(silence, endsAt));
    }

    void end(EpisodeId id, Held silence) {
        alertmanager.expire(silence.silence());
        held.remove(id, silence);
    }

    private static Silence.Terms terms(Episode episode, String by, Instant startsAt, Instant endsAt) {
        var matchers = episode.labels().byName().entrySet().stream()
                .map(label -> new Condition(label.getKey(), label.getValue(), false, true))
                .toList();
        return new Silence.Terms(matchers, startsAt, endsAt, by, "acknowledged: alert " + episode.id());
    }
}
