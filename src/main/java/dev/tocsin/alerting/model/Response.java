package dev.tocsin.alerting.model;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What people did about one episode, as it stands.
 *
 * @param revision the place in the audit log of what was done last; 0 if nothing was
 * @param resolution how somebody last ended it by hand
 * @param notes how many there are
 */
public record Response(
        long revision,
        Optional<Acknowledgement> acknowledgement,
        Optional<Resolution> resolution,
        Optional<Judgement> judgement,
        long notes) {

    public static final Response NONE = new Response(0, Optional.empty(), Optional.empty(), Optional.empty(), 0);

    /** Somebody has taken the episode on, until a time. */
    public record Acknowledgement(String by, Instant at, Instant until, Optional<String> note) {

        public boolean isOver(Instant now) {
            return !until.isAfter(now);
        }
    }

    /** Whether what the alert is about was so when somebody ended it, as Prometheus said. */
    public enum Condition {
        /** It was: Prometheus tells of the alert again within a minute or so. */
        HOLDS,
        GONE,
        /** Prometheus did not answer. */
        UNKNOWN;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Condition ofLabel(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /** Somebody has ended the episode by hand. */
    public record Resolution(String by, Instant at, String reason, Condition condition) {}

    /** What somebody says that the episode was. */
    public record Judgement(Verdict verdict, String by, Instant at, Optional<String> reason) {}

    public Response with(Acknowledgement taken) {
        return new Response(revision, Optional.of(taken), resolution, judgement, notes);
    }

    public Response with(Resolution done) {
        return new Response(revision, acknowledgement, Optional.of(done), judgement, notes);
    }

    public Response unacknowledged() {
        return new Response(revision, Optional.empty(), resolution, judgement, notes);
    }

    public Response with(Judgement said) {
        return new Response(revision, acknowledgement, resolution, Optional.of(said), notes);
    }

    public Response withOneNoteMore() {
        return new Response(revision, acknowledgement, resolution, judgement, notes + 1);
    }

    public Response at(long newRevision) {
        return new Response(newRevision, acknowledgement, resolution, judgement, notes);
    }
}
