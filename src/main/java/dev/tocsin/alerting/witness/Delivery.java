package dev.tocsin.alerting.witness;

import dev.tocsin.alerting.model.Alert;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A delivery, as far as it can be understood.
 *
 * @param poison what cannot: one bad alert must not lose the good ones beside it
 * @param truncated how many alerts of the group the sender left out
 * @param groupLabels what those have in common; empty if none was left out
 * @param escalatedTo the receiver whom the sender told, as nobody had answered
 */
record Delivery(
        List<Alert> alerts,
        List<Poison> poison,
        int truncated,
        Map<String, String> groupLabels,
        Optional<String> escalatedTo) {

    /** What cannot be understood, and why. */
    record Poison(String reason, String payload) {}

    Delivery(List<Alert> alerts, List<Poison> poison) {
        this(alerts, poison, 0, Map.of(), Optional.empty());
    }

    /** A delivery of which nothing can be understood. */
    static Delivery poison(String reason, byte[] body) {
        return new Delivery(List.of(), List.of(new Poison(reason, new String(body, StandardCharsets.UTF_8))));
    }
}
