package dev.tocsin.alerting.model;

import java.util.Locale;

/** Who told of an alert. */
public enum Witness {
    /** Prometheus itself, which takes the service for one more Alertmanager: proof of what fired. */
    DIRECT,
    /** Alertmanager's webhook: proof of what was notified. */
    WEBHOOK,
    /** Prometheus's memory, read where it told nothing itself. */
    BACKFILL,
    /** Alertmanager's list of alerts, read again and again. */
    POLL;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such witness */
    public static Witness ofLabel(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
