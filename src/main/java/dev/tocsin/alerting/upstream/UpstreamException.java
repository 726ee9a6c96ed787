package dev.tocsin.alerting.upstream;

/** Prometheus or Alertmanager did not do what was asked. */
public final class UpstreamException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean isAway;

    private UpstreamException(String message, boolean isAway, Throwable cause) {
        super(message, cause);
        this.isAway = isAway;
    }

    static UpstreamException away(String who, Throwable cause) {
        return new UpstreamException(who + " does not answer", true, cause);
    }

    static UpstreamException refused(String who, String answer, Throwable cause) {
        return new UpstreamException(who + " refused: " + answer, false, cause);
    }

    /** Whether it did not answer at all; otherwise it said no. */
    public boolean isAway() {
        return isAway;
    }
}
