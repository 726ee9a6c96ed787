package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Witness;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Alerts that Alertmanager told somebody further of, as nobody had answered. It is no second notification: the episodes
 * stay as they are, and each has one entry for each receiver, however often that is told.
 */
record Escalation(Instant receivedAt, String receiver, List<Alert> alerts) {

    void on(Chain chain) throws SQLException {
        for (var alert : alerts) {
            if (alert.endedAt().isEmpty()) {
                note(chain, alert);
            }
        }
    }

    private void note(Chain chain, Alert alert) throws SQLException {
        var event = event(alert);
        long episode = episode(chain, alert);
        if (!chain.holds(event, episode)) {
            chain.append(event, episode);
            chain.flush();
        }
    }

    /** What is not on record yet, because the service was away, is told by this as well. */
    private long episode(Chain chain, Alert alert) throws SQLException {
        var known = chain.episodes().numberOf(alert.episode());
        if (known.isPresent()) {
            return known.getAsLong();
        }
        new Telling(Witness.WEBHOOK, receivedAt, List.of(alert)).on(chain);
        return chain.episodes().numberOf(alert.episode()).orElseThrow();
    }

    private Event event(Alert alert) {
        var body = new CanonicalObject()
                .add("alertname", alert.labels().alertName())
                .add("receiver", receiver);
        return new Event(
                receivedAt,
                Optional.empty(),
                Actor.witness(Witness.WEBHOOK),
                Kind.ESCALATED,
                Optional.of(alert.episode()),
                body.toString());
    }
}
