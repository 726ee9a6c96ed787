package dev.tocsin.alerting.audit;

/** Somebody else did something about the episode meanwhile: nothing was recorded. */
public final class StaleRevisionException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StaleRevisionException(long seen, long found) {
        super("revision " + seen + " was seen, and " + found + " is the latest");
    }
}
