package dev.tocsin.alerting.response;

import dev.tocsin.alerting.audit.Actor;
import dev.tocsin.alerting.audit.AuditLog;
import dev.tocsin.alerting.audit.EpisodeOutlines;
import dev.tocsin.alerting.audit.HeldSilences;
import dev.tocsin.alerting.audit.Kind;
import dev.tocsin.alerting.audit.StorageException;
import dev.tocsin.alerting.response.Preview.Matched;
import dev.tocsin.alerting.upstream.Alertmanager;
import dev.tocsin.alerting.upstream.Silence;
import dev.tocsin.alerting.upstream.Silence.Condition;
import dev.tocsin.alerting.upstream.UpstreamException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Alertmanager's silences under the name of whoever signed in, each change an entry of the audit log. */
@ApplicationScoped
public class Silences {

    private static final int MOST_LOOKED_AT = 20_000;
    private static final List<String> STATES = List.of("active", "pending", "expired");

    private final Alertmanager alertmanager;
    private final EpisodeOutlines episodes;
    private final HeldSilences held;
    private final AuditLog log;
    private final Clock clock;

    /** For the CDI proxy. */
    Silences() {
        alertmanager = null;
        episodes = null;
        held = null;
        log = null;
        clock = null;
    }

    @Inject
    Silences(Alertmanager alertmanager, EpisodeOutlines episodes, HeldSilences held, AuditLog log) {
        this.alertmanager = alertmanager;
        this.episodes = episodes;
        this.held = held;
        this.log = log;
        this.clock = Clock.systemUTC();
    }

    /** All that Alertmanager knows: the active ones, those to come, those that are over; what ends next first. */
    public List<Silence> all() {
        return alertmanager.silences().stream()
                .sorted(Comparator.comparing((Silence silence) -> STATES.indexOf(silence.state()))
                        .thenComparing(silence -> silence.terms().endsAt()))
                .toList();
    }

    /**
     * What a silence would mute now, and would have muted within {@code past}.
     *
     * @throws InvalidSilenceException if Alertmanager would refuse the conditions
     */
    public Preview preview(List<Condition> conditions, Duration past) {
        var matching = Matching.of(conditions);
        var from = clock.instant().minus(past);
        var firing = episodes.firing(MOST_LOOKED_AT);
        var before = episodes.since(from, MOST_LOOKED_AT);
        return new Preview(
                Matched.of(matching, firing),
                firing.size(),
                Matched.of(matching, before),
                from,
                Math.max(firing.size(), before.size()) < MOST_LOOKED_AT,
                matching.isUnlimited());
    }

    /**
     * Returns the id when Alertmanager has the silence and the record knows it.
     *
     * @throws UnconfirmedException if it would mute everything and nobody said that it should
     */
    public Silence create(Silence.Terms terms, boolean isConfirmed) {
        var preview = preview(terms.matchers(), Duration.ZERO);
        if (preview.isBroad() && !isConfirmed) {
            throw new UnconfirmedException(preview);
        }
        var id = alertmanager.create(terms);
        var matchers = Json.createArrayBuilder();
        terms.matchers().forEach(condition -> matchers.add(condition.json()));
        var details = Json.createObjectBuilder()
                .add("silence", id)
                .add("matchers", matchers)
                .add("starts_at", terms.startsAt().toEpochMilli())
                .add("ends_at", terms.endsAt().toEpochMilli())
                .add("comment", terms.comment());
        recordOr(() -> alertmanager.expire(id), terms.createdBy(), Kind.SILENCED, details);
        var state = terms.startsAt().isAfter(clock.instant()) ? "pending" : "active";
        return new Silence(id, state, terms);
    }

    /** @throws ConflictException if it is over, or belongs to an acknowledgement */
    public Optional<Silence> extend(String id, Instant endsAt, String by) {
        return alertmanager.silence(id).map(silence -> {
            changeable(silence);
            if (!endsAt.isAfter(silence.terms().startsAt())) {
                throw new InvalidSilenceException(
                        "endsAt: the silence only begins at " + silence.terms().startsAt());
            }
            var changed = alertmanager.change(id, silence.terms().until(endsAt));
            var details = Json.createObjectBuilder().add("silence", changed).add("ends_at", endsAt.toEpochMilli());
            if (!changed.equals(id)) {
                details.add("before", id);
            }
            recordOr(() -> alertmanager.change(changed, silence.terms()), by, Kind.SILENCE_EXTENDED, details);
            return new Silence(changed, silence.state(), silence.terms().until(endsAt));
        });
    }

    /** @throws ConflictException if it is over, or belongs to an acknowledgement */
    public Optional<Silence> expire(String id, String by) {
        return alertmanager.silence(id).map(silence -> {
            changeable(silence);
            alertmanager.expire(id);
            var details = Json.createObjectBuilder().add("silence", id);
            recordOr(() -> alertmanager.create(silence.terms()), by, Kind.SILENCE_EXPIRED, details);
            return new Silence(id, "expired", silence.terms().until(clock.instant()));
        });
    }

    private void changeable(Silence silence) {
        if (silence.isExpired()) {
            throw new ConflictException("the silence is over");
        }
        held.all().forEach((episode, other) -> {
            if (other.silence().equals(silence.id())) {
                throw new ConflictException("the silence belongs to the acknowledgement of alert " + episode);
            }
        });
    }

    /** What cannot be recorded is not done: Alertmanager is told to undo it. */
    private void recordOr(Runnable undo, String by, Kind kind, JsonObjectBuilder details) {
        try {
            log.append(Actor.user(by), kind, Optional.empty(), details.build());
        } catch (StorageException e) {
            try {
                undo.run();
            } catch (UpstreamException stillThere) {
                e.addSuppressed(stillThere);
            }
            throw e;
        }
    }
}
