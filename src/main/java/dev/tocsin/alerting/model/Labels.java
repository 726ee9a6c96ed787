package dev.tocsin.alerting.model;

import static java.nio.charset.StandardCharsets.UTF_16BE;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels of an alert, sorted by name. A label with an empty value is the same as none (Prometheus data model), so it
 * is left out.
 *
 * @param byName never empty of the label {@code alertname}
 */
public record Labels(SortedMap<String, String> byName) {

    public static final String ALERT_NAME = "alertname";

    /** The name of the alert that always fires, as {@code docker/monitoring_rules.yml} has it. */
    public static final String HEARTBEAT = "Watchdog";

    /** @throws IllegalArgumentException if there is no {@code alertname} */
    public Labels {
        var sorted = new TreeMap<String, String>();
        byName.forEach((name, value) -> sorted.put(wellFormed(name), wellFormed(value)));
        sorted.values().removeIf(String::isEmpty);
        if (!sorted.containsKey(ALERT_NAME)) {
            throw new IllegalArgumentException("the label alertname is missing");
        }
        byName = Collections.unmodifiableSortedMap(sorted);
    }

    public static Labels of(Map<String, String> labels) {
        return new Labels(new TreeMap<>(labels));
    }

    public String alertName() {
        return byName.get(ALERT_NAME);
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Half a surrogate pair, which JSON can spell, is no character: Go reads it as U+FFFD, and so do we. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(UTF_16BE), UTF_16BE);
            }
        }
        return text;
    }

    /** Whether it is the alert that only tells that alerts are told. */
    public boolean isHeartbeat() {
        return alertName().equals(HEARTBEAT);
    }

    public Fingerprint fingerprint() {
        return Fingerprint.of(byName);
    }
}
