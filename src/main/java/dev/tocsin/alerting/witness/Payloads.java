package dev.tocsin.alerting.witness;

import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Labels;
import jakarta.json.Json;
import jakarta.json.stream.JsonParserFactory;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The two forms in which alerts come. Fields that are not known are passed over: newer releases add some. */
final class Payloads {

    private static final String WEBHOOK_VERSION = "4";
    private static final String ESCALATION = "escalation";
    private static final String MAX_DEPTH = "org.eclipse.parsson.maxDepth";
    private static final String REJECT_DUPLICATE_KEYS = "org.eclipse.parsson.rejectDuplicateKeys";

    /** A name twice in one object is an error, not a choice; nesting is bounded well above what either form needs. */
    private static final JsonParserFactory PARSERS =
            Json.createParserFactory(Map.of(REJECT_DUPLICATE_KEYS, true, MAX_DEPTH, "16"));

    private Payloads() {}

    /**
     * Alertmanager's webhook payload, version 4 (Alertmanager documentation, {@code <webhook_config>}). A firing alert
     * has the year 1 as its end; the field {@code status} tells. A receiver whose name begins with "escalation" is told
     * what nobody has answered.
     *
     * @throws InvalidPayloadException if it is anything else
     */
    static Delivery webhook(byte[] body) {
        var payload = read(body);
        var version = payload.get("version");
        if (!WEBHOOK_VERSION.equals(version.text())) {
            throw new InvalidPayloadException("version: expected \"4\", found \"" + version.text() + "\"");
        }
        var delivery = each(
                payload.get("alerts").elements(),
                alert -> alert(
                        alert,
                        switch (alert.get("status").text()) {
                            case "firing" -> Optional.empty();
                            case "resolved" -> Optional.of(alert.get("endsAt").instantSinceEpoch());
                            default -> throw alert.get("status").expected("\"firing\" or \"resolved\"");
                        }));
        int truncated = payload.get("truncatedAlerts").wholeNumber().orElse(0);
        return new Delivery(
                delivery.alerts(),
                delivery.poison(),
                truncated,
                truncated == 0 ? Map.of() : payload.get("groupLabels").texts(),
                payload.get("receiver").optionalText().filter(receiver -> receiver.startsWith(ESCALATION)));
    }

    /**
     * The alerts that Prometheus posts to {@code /api/v2/alerts} (Alertmanager's OpenAPI, {@code postableAlerts}). The
     * end of a firing alert lies ahead: it is the time until which Prometheus vouches for it.
     *
     * @param now when the delivery came
     * @throws InvalidPayloadException if it is anything else
     */
    static Delivery direct(byte[] body, Instant now) {
        return each(
                read(body).elements(),
                alert -> alert(
                        alert,
                        Optional.of(alert.get("endsAt"))
                                .filter(end -> !end.isMissing())
                                .map(Field::instant)
                                .filter(end -> !end.isAfter(now))
                                .filter(end ->
                                        !end.isBefore(alert.get("startsAt").instant()))));
    }

    private static Delivery each(List<Field> elements, Function<Field, Alert> reading) {
        var alerts = new ArrayList<Alert>();
        var poison = new ArrayList<Delivery.Poison>();
        for (var element : elements) {
            try {
                alerts.add(reading.apply(element));
            } catch (InvalidPayloadException e) {
                poison.add(new Delivery.Poison(e.getMessage(), element.value().toString()));
            }
        }
        return new Delivery(alerts, poison);
    }

    private static Alert alert(Field alert, Optional<Instant> endedAt) {
        var annotations = alert.get("annotations");
        return new Alert(
                labels(alert.get("labels")),
                annotations.isMissing() ? Map.of() : annotations.texts(),
                alert.get("startsAt").instantSinceEpoch(),
                endedAt,
                alert.get("generatorURL").optionalText());
    }

    private static Labels labels(Field labels) {
        try {
            return Labels.of(labels.texts());
        } catch (IllegalArgumentException e) {
            throw new InvalidPayloadException(labels.path() + ": " + e.getMessage());
        }
    }

    private static Field read(byte[] body) {
        try (var parser = PARSERS.createParser(new ByteArrayInputStream(body))) {
            parser.next();
            var value = parser.getValue();
            // Throws if anything is behind the value; a JsonReader would not look.
            parser.hasNext();
            return new Field("", value);
        } catch (RuntimeException e) {
            // Not only JsonException: what is nested too deep comes as a bare RuntimeException.
            throw new InvalidPayloadException("the body is not JSON that can be read: " + e.getMessage());
        }
    }
}
