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
 * (docs/decisions/0010): what the record says was so, and what it does not say is undone by {@link #reconcile}.
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
    public Response acknowledge(Episode episode, long seen, String by, Instant until, Optional<String> note) {
        var id = episode.id();
        if (episode.end().isPresent()) {
            throw new ConflictException("the alert has ended: there is nothing to acknowledge");
        }
        var now = clock.instant();
        var taken = new Acknowledgement(by, millis(now), millis(until), note);
        quiet.keep(id, episode.labels(), by, Optional.ofNullable(held.all().get(id)), now, taken.until());
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
    public Response withdraw(Episode episode, long seen, String by) {
        var id = episode.id();
        if (responses.find(id).acknowledgement().isEmpty()) {
            throw new ConflictException("the alert is not acknowledged");
        }
        Optional.ofNullable(held.all().get(id)).ifPresent(silence -> quiet.end(id, silence));
        return responses.record(
                new Deed(
                        Actor.user(by),
                        Kind.UNACKNOWLEDGED,
                        id,
                        Details.of(episode.labels()).build()),
                OptionalLong.of(seen),
                Response::unacknowledged);
    }

    /**
     * Brings Alertmanager to what the record says: what is acknowledged and fires is quiet, and nothing else. What fires
     * anew is another episode, and loud.
     */
    void reconcile(Attempts attempts) {
        var now = clock.instant();
        var acknowledged = responses.acknowledged();
        acknowledged.stream()
                .filter(each -> each.acknowledgement().isOver(now))
                .forEach(each -> attempts.at(() -> expire(each)));
        var silences = held.all();
        var wanted = new HashSet<EpisodeId>();
        for (var each : acknowledged) {
            var taken = each.acknowledgement();
            if (!taken.isOver(now)) {
                wanted.add(each.id());
                var known = Optional.ofNullable(silences.get(each.id()));
                if (known.isEmpty() || quiet.isDue(known.get(), now, taken.until())) {
                    attempts.at(() -> quiet.keep(each.id(), each.labels(), taken.by(), known, now, taken.until()));
                }
            }
        }
        silences.forEach((id, silence) -> {
            if (!wanted.contains(id)) {
                attempts.at(() -> quiet.end(id, silence));
            }
        });
    }

    private void expire(Responses.Acknowledged acknowledged) {
        var id = acknowledged.id();
        var now = responses.find(id);
        if (now.acknowledgement().equals(Optional.of(acknowledged.acknowledgement()))) {
            var details = Details.of(acknowledged.labels()).build();
            responses.record(
                    new Deed(Actor.SERVICE, Kind.ACKNOWLEDGEMENT_EXPIRED, id, details),
                    OptionalLong.of(now.revision()),
                    Response::unacknowledged);
        }
    }

    private static Instant millis(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
