package dev.tocsin.alerting.audit;

/** An entry is not as it was written; the message names it. */
final class BrokenChainException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BrokenChainException(String message) {
        super(message);
    }
}
