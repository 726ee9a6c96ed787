package dev.tocsin.alerting.response;

/** A silence that Alertmanager would refuse, or read as something else; the message names the field. */
public final class InvalidSilenceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidSilenceException(String message) {
        super(message);
    }

    InvalidSilenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
