package dev.tocsin.alerting.model;

/**
 * What keeps Alertmanager from telling of an alert.
 *
 * @param by the silence's id, the other alert's fingerprint, or the time interval's name
 */
public record Suppression(Kind kind, String by) {

    private static final int MOST = 64;

    /** What it is. */
    public enum Kind {
        SILENCED,
        INHIBITED,
        MUTED
    }

    public Suppression {
        by = by.substring(0, Math.min(by.length(), MOST));
    }
}
