package dev.tocsin.alerting.review;

import dev.tocsin.alerting.audit.EpisodeHistory.Past;
import dev.tocsin.alerting.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Within which time of its start somebody has to answer an alert. */
public final class Target {

    private static final Duration CRITICAL = Duration.ofMinutes(5);
    private static final Duration WARNING = Duration.ofMinutes(30);

    /** What became of it. */
    enum Outcome {
        KEPT,
        MISSED,
        /** The alert was over before an answer was due, and nobody had answered. */
        OVER_BEFORE,
        NOT_YET_DUE
    }

    private Target() {}

    /** Empty where none is expected. */
    public static Optional<Duration> of(Severity severity) {
        return switch (severity) {
            case CRITICAL -> Optional.of(CRITICAL);
            case WARNING -> Optional.of(WARNING);
            case INFO, OTHER -> Optional.empty();
        };
    }

    static Outcome outcome(Past past, Duration target, Instant now) {
        var due = past.startsAt().plus(target);
        if (past.answer().filter(answer -> !answer.at().isAfter(due)).isPresent()) {
            return Outcome.KEPT;
        }
        if (past.endsAt().filter(end -> !end.isAfter(due)).isPresent()) {
            return Outcome.OVER_BEFORE;
        }
        return now.isBefore(due) ? Outcome.NOT_YET_DUE : Outcome.MISSED;
    }
}
