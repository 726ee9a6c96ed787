package dev.tocsin.alerting.chart;

import java.time.Instant;
import java.util.Optional;

/**
 * One step on the way from the service to whoever is notified.
 *
 * @param id which one
 * @param state whether it is gone now
 * @param detail in words
 * @param since since when it has been broken, as far as that is known
 */
public record Hop(Id id, State state, String detail, Optional<Instant> since) {

    /** The steps, in the order in which an alert takes them. */
    public enum Id {
        SCRAPE,
        RULES,
        ALERTMANAGER,
        SLACK,
        PAGERDUTY,
        WEBHOOK,
        DIRECT
    }

    /** Whether a step is taken. */
    public enum State {
        WORKS,
        BROKEN,
        /** Nobody knows: who would say does not answer, or there has been nothing to tell. */
        UNKNOWN
    }

    static Hop works(Id id, String detail) {
        return new Hop(id, State.WORKS, detail, Optional.empty());
    }

    static Hop unknown(Id id, String detail) {
        return new Hop(id, State.UNKNOWN, detail, Optional.empty());
    }
}
