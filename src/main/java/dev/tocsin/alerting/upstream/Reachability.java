package dev.tocsin.alerting.upstream;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether an upstream answered when last asked.
 *
 * @param since when it was first found in this state
 * @param problem what was wrong; empty if it answered
 */
public record Reachability(Instant checkedAt, Instant since, Optional<String> problem) {

    public boolean reachable() {
        return problem.isEmpty();
    }

    Reachability next(Instant now, Optional<String> problemNow) {
        return new Reachability(now, problem.isPresent() == problemNow.isPresent() ? since : now, problemNow);
    }
}
