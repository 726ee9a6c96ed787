package dev.tocsin.alerting.model;

import java.util.Locale;

/** How bad an alert is, the worst first; {@link #OTHER} is any text that is none of the three, and no text at all. */
public enum Severity {
    CRITICAL,
    WARNING,
    INFO,
    OTHER;

    public static Severity of(Labels labels) {
        return ofLabel(labels.get("severity").orElse(""));
    }

    public static Severity ofLabel(String label) {
        return switch (label) {
            case "critical" -> CRITICAL;
            case "warning" -> WARNING;
            case "info" -> INFO;
            default -> OTHER;
        };
    }

    /** The label's value: the name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
