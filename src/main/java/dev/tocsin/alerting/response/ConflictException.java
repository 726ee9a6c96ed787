package dev.tocsin.alerting.response;

/** How things stand forbids what was asked; the message says why. */
public final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ConflictException(String message) {
        super(message);
    }
}
