package dev.tocsin.alerting.review;

import dev.tocsin.alerting.model.Severity;

/**
 * Something to change, or to talk about.
 *
 * @param text a sentence that says what, and the figures that speak for it
 */
public record Proposal(Kind kind, String alert, Severity severity, String text) {

    /** What it is about. */
    public enum Kind {
        THRESHOLD,
        WAIT,
        FALSE_POSITIVES,
        UNJUDGED,
        TARGET,
        NEVER_ANSWERED,
        BY_ITSELF,
        FLAPPING,
        SILENT_RULE
    }
}
