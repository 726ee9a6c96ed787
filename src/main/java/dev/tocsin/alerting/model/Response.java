package dev.tocsin.alerting.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What people did about one episode, as it stands.
 *
 * @param revision the place in the audit log of what was done last; 0 if nothing was
 * @param notes how many there are
 */
public record Response(
        long revision, Optional<Acknowledgement> acknowledgement, Optional<Judgement> judgement, long notes) {

    public static final Response NONE = new Response(0, Optional.empty(), Optional.empty(), 0);

    /** Somebody has taken the episode on, until a time. */
    public record Acknowledgement(String by, Instant at, Instant until, Optional<String> note) {

        public boolean isOver(Instant now) {
            return !until.isAfter(now);
        }
    }

    /** What somebody says that the episode was. */
    public record Judgement(Verdict verdict, String by, Instant at, Optional<String> reason) {}

    public Response with(Acknowledgement taken) {
        return new Response(revision, Optional.of(taken), judgement, notes);
    }

    public Response unacknowledged() {
        return new Response(revision, Optional.empty(), judgement, notes);
    }

    public Response with(Judgement said) {
        return new Response(revision, acknowledgement, Optional.of(said), notes);
    }

    public Response withOneNoteMore() {
        return new Response(revision, acknowledgement, judgement, notes + 1);
    }

    public Response at(long newRevision) {
        return new Response(newRevision, acknowledgement, judgement, notes);
    }
}
