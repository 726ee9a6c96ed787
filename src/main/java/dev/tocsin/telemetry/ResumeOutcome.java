package dev.tocsin.telemetry;

/** The values of the label {@code outcome} of {@code app_session_resumes_total}. */
public enum ResumeOutcome {
    /** The session goes on, and the client gets every message that it missed. */
    RECOVERED,
    /** The session goes on, but older messages than are kept are lost, and the client is told so. */
    TRIMMED,
    /** The session's time was over, or it had ended. */
    EXPIRED,
    /** There was no such session, as far as this server knows. */
    UNKNOWN
}
