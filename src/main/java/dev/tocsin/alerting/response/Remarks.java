package dev.tocsin.alerting.response;

import dev.tocsin.alerting.audit.Actor;
import dev.tocsin.alerting.audit.Deed;
import dev.tocsin.alerting.audit.Kind;
import dev.tocsin.alerting.audit.Responses;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Response;
import dev.tocsin.alerting.model.Response.Judgement;
import dev.tocsin.alerting.model.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/** What people write down about an episode, while it fires or later. */
@ApplicationScoped
public class Remarks {

    private final Responses responses;
    private final Clock clock;

    /** For the CDI proxy. */
    Remarks() {
        responses = null;
        clock = null;
    }

    @Inject
    Remarks(Responses responses) {
        this.responses = responses;
        this.clock = Clock.systemUTC();
    }

    public void note(Episode episode, long seen, String by, String text) {
        var details = Details.of(episode.labels()).add("text", text).build();
        responses.record(
                new Deed(Actor.user(by), Kind.NOTED, episode.id(), details),
                OptionalLong.of(seen),
                Response::withOneNoteMore);
    }

    /** The last verdict stands; those before it stay in the log. */
    public void judge(Episode episode, long seen, String by, Verdict verdict, Optional<String> reason) {
        var said = new Judgement(verdict, by, clock.instant().truncatedTo(ChronoUnit.MILLIS), reason);
        var details = Details.of(episode.labels()).add("verdict", verdict.label());
        reason.ifPresent(why -> details.add("reason", why));
        responses.record(
                new Deed(Actor.user(by), Kind.JUDGED, episode.id(), details.build()),
                OptionalLong.of(seen),
                response -> response.with(said));
    }
}
