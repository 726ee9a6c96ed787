package dev.tocsin.telemetry;

/** The values of the label {@code type} of {@code app_errors_total}. */
public enum ErrorType {
    /** A client broke the STOMP protocol. */
    PROTOCOL,
    /** A client went over a configured limit. */
    LIMIT,
    /** A client did not read what was sent to it. */
    SLOW_CONSUMER,
    /** A client had no token that is good, or wanted what it may not do. */
    UNAUTHORIZED,
    /** A message of a queue was given up: it was refused too often. */
    UNDELIVERABLE,
    /** A delivery of alerts could not be stored. */
    STORAGE,
    /** A fault of the application itself. */
    INTERNAL
}
