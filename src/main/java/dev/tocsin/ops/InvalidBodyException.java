package dev.tocsin.ops;

/** What somebody sent is not what is expected here; the message names the field. */
final class InvalidBodyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidBodyException(String message) {
        super(message);
    }

    InvalidBodyException(String message, Throwable cause) {
        super(message, cause);
    }
}
