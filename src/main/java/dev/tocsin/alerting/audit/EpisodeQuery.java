package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Fingerprint;
import dev.tocsin.alerting.model.Matcher;
import dev.tocsin.alerting.model.Witness;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which episodes a reader wants; the conditions all have to hold.
 *
 * @param from leaves out what ended before
 * @param to leaves out what began then or later
 * @param text stands in the summary, the description or a label's value, in capitals or not
 * @param witness has told of the episode
 * @param fingerprint of the one alert whose episodes are wanted
 * @param after the place behind which the page begins
 * @param limit so many at most, 1 or more
 */
public record EpisodeQuery(
        State state,
        Optional<Instant> from,
        Optional<Instant> to,
        List<Matcher> matchers,
        Optional<String> text,
        Optional<Witness> witness,
        Optional<Fingerprint> fingerprint,
        Optional<EpisodePlace> after,
        int limit) {

    /** Which of them, and in which order they are told. */
    public enum State {
        /** Those that fire, the worst first, then the newest. */
        FIRING,
        /** Those that have ended, the last to end first. */
        RESOLVED,
        /** All, the newest first. */
        ALL
    }

    public EpisodeQuery {
        matchers = List.copyOf(matchers);
    }

    /** The first {@code limit} without a condition. */
    public static EpisodeQuery first(State state, int limit) {
        return new EpisodeQuery(
                state,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }

    boolean covers(long startsAt, Optional<Long> endsAt) {
        return to.map(end -> startsAt < end.toEpochMilli()).orElse(true)
                && from.map(begin ->
                                endsAt.map(end -> end >= begin.toEpochMilli()).orElse(true))
                        .orElse(true)
                && (state != State.RESOLVED || endsAt.isPresent());
    }
}
