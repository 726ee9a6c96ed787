package dev.tocsin.alerting.response;

import dev.tocsin.alerting.audit.Actor;
import dev.tocsin.alerting.audit.Deed;
import dev.tocsin.alerting.audit.EpisodeRecord;
import dev.tocsin.alerting.audit.HeldSilences;
import dev.tocsin.alerting.audit.Kind;
import dev.tocsin.alerting.audit.Responses;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Response;
import dev.tocsin.alerting.model.Response.Acknowledgement;
import dev.tocsin.alerting.upstream.Alertmanager;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Who has taken an alert on, and until when; meanwhile it is not repeated. Alertmanager first, then the record
 * (docs/decisions/0011): what the record says was so, and what it does not say is undone by {@link #reconcile}.
 */
@ApplicationScoped
public class Acknowledgements {

    private final EpisodeRecord episodes;
    private final Responses responses;
    private final HeldSilences held;
    private final Quiet quiet;
    private final Clock clock;

    /** For the CDI proxy. */
    Acknowledgements() {
        episodes = null;
        responses = null;
        held = null;
        quiet = null;
        clock = null;
    }

    @Inject
    Acknowledgements(
            EpisodeRecord episodes,
            Responses responses,
            HeldSilences held,
            Alertmanager alertmanager,
            @ConfigProperty(name = "tocsin.response.silence-length") Duration length) {
        this(episodes, responses, held, new Quiet(alertmanager, held, length), Clock.systemUTC());
    }

    private Acknowledgements(EpisodeRecord episodes, Responses responses, HeldSilences held, Quiet quiet, Clock clock) {
        this.episodes = episodes;
        this.responses = responses;
        this.held = held;
        this.quiet = quiet;
        this.clock = clock;
    }

    /**
     * Returns when the alert is quiet and the acknowledgement on the disk.
     *
     * @throws ConflictException if the episode has ended
     */
    public synchronized Response acknowledge(
            Episode episode, long seen, String by, Instant until, Optional<String> note) {
        var id = episode.id();
        if (episode.end().isPresent()) {
            throw new ConflictException("the alert has ended: there is nothing to acknowledge");
        }
        responses.check(id, seen);
        var now = clock.instant();
        var taken = new Acknowledgement(by, millis(now), millis(until), note);
        quiet.keep(episode, by, held.find(id), now, taken.until());
        var details = Details.of(episode.labels()).add("until", taken.until().toEpochMilli());
        note.ifPresent(text -> details.add("note", text));
        return responses.record(
                new Deed(Actor.user(by), Kind.ACKNOWLEDGED, id, details.build()),
                OptionalLong.of(seen),
                response -> response.with(taken));
    }

    /**
     * Takes the acknowledgement back, whoever gave it; the alert is repeated again.
     *
     * @throws ConflictException if there is none
     */
    public synchronized Response withdraw(Episode episode, long seen, String by) {
        var id = episode.id();
        responses.check(id, seen);
        if (responses.find(id).acknowledgement().isEmpty()) {
            throw new ConflictException("the alert is not acknowledged");
        }
        held.find(id).ifPresent(silence -> quiet.end(id, silence));
        return responses.record(
                deed(Actor.user(by), Kind.UNACKNOWLEDGED, episode), OptionalLong.of(seen), Response::unacknowledged);
    }

    /**
     * Brings Alertmanager to what the record says: what is acknowledged and fires is quiet, and nothing else. What fires
     * anew is another episode, and loud.
     */
    void reconcile(Attempts attempts) {
        var concerned = new HashSet<>(responses.acknowledged());
        concerned.addAll(held.all().keySet());
        concerned.forEach(id -> attempts.at(() -> settle(id)));
    }

    /** Nobody acknowledges or withdraws meanwhile: what is read is what is so. */
    private synchronized void settle(EpisodeId id) {
        var now = clock.instant();
        var silence = held.find(id);
        var response = responses.find(id);
        var taken = response.acknowledgement();
        var firing = episodes.find(id).filter(episode -> episode.end().isEmpty());
        if (firing.isPresent() && taken.isPresent() && !taken.get().isOver(now)) {
            var until = taken.get().until();
            if (silence.isEmpty() || quiet.isDue(silence.get(), now, until)) {
                quiet.keep(firing.get(), taken.get().by(), silence, now, until);
            }
            return;
        }
        if (firing.isPresent() && taken.isPresent()) {
            responses.record(
                    deed(Actor.SERVICE, Kind.ACKNOWLEDGEMENT_EXPIRED, firing.get()),
                    OptionalLong.of(response.revision()),
                    Response::unacknowledged);
        }
        silence.ifPresent(known -> quiet.end(id, known));
    }

    private static Deed deed(Actor actor, Kind kind, Episode episode) {
        return new Deed(actor, kind, episode.id(), Details.of(episode.labels()).build());
    }

    private static Instant millis(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
