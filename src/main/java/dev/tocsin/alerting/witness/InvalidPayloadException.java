package dev.tocsin.alerting.witness;

/** A delivery is not what its specification says; the message names the field. */
final class InvalidPayloadException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidPayloadException(String message) {
        super(message);
    }
}
