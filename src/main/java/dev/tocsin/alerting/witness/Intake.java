package dev.tocsin.alerting.witness;

import dev.tocsin.alerting.audit.EpisodeRecord;
import dev.tocsin.alerting.audit.StorageException;
import dev.tocsin.alerting.audit.Truncations;
import dev.tocsin.alerting.audit.Truncations.Truncation;
import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Witness;
import dev.tocsin.alerting.witness.Delivery.Poison;
import dev.tocsin.telemetry.WitnessMetrics;
import dev.tocsin.telemetry.WitnessMetrics.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Takes one delivery: checks the token, bounds the body, reads it, stores it, and counts what became of it. */
@ApplicationScoped
class Intake {

    private static final long RETRY_SECONDS = 5;
    private static final int BYTES_AT_ONCE = 512 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final WitnessToken token;
    private final EpisodeRecord episodes;
    private final Truncations truncations;
    private final Quarantine quarantine;
    private final Heartbeats heartbeats;
    private final WitnessMetrics metrics;
    private final Body body;
    private final WaitingRoom room;
    private final Turns turns;

    /** For the CDI proxy. */
    Intake() {
        token = null;
        episodes = null;
        truncations = null;
        quarantine = null;
        heartbeats = null;
        metrics = null;
        body = null;
        room = null;
        turns = null;
    }

    @Inject
    Intake(
            WitnessToken token,
            EpisodeRecord episodes,
            Truncations truncations,
            Quarantine quarantine,
            Heartbeats heartbeats,
            WitnessMetrics metrics,
            @ConfigProperty(name = "tocsin.witness.max-body-bytes") int maxBodyBytes,
            @ConfigProperty(name = "tocsin.witness.body-timeout") Duration bodyTimeout,
            @ConfigProperty(name = "tocsin.witness.max-waiting-bytes") int maxWaitingBytes) {
        this.token = token;
        this.episodes = episodes;
        this.truncations = truncations;
        this.quarantine = quarantine;
        this.heartbeats = heartbeats;
        this.metrics = metrics;
        this.body = new Body(maxBodyBytes, bodyTimeout);
        this.room = new WaitingRoom(maxWaitingBytes);
        this.turns = new Turns(BYTES_AT_ONCE, PATIENCE);
    }

    /**
     * Returns when the delivery is on the disk; what cannot be understood of it is there too, in quarantine. Whoever has
     * shown the token and sent it is told that it was taken: sent once more it would be no clearer.
     *
     * @throws WebApplicationException 401, 415, 413, 408 or 400 if it is refused, 503 if too much waits; nothing of it was
     *     stored
     * @throws StorageException if it could not be stored; sent once more it may be
     */
    void take(Witness witness, HttpHeaders headers, InputStream in, Function<byte[], Delivery> form) {
        var outcome = Outcome.UNAUTHORIZED;
        try {
            authorize(headers);
            outcome = Outcome.REJECTED;
            refuseEncoded(headers);
            int announced = body.announced(headers.getLength());
            outcome = Outcome.OVERLOADED;
            var place = room.take(announced).orElseThrow(Intake::overloaded);
            try (place) {
                outcome = Outcome.REJECTED;
                var bytes = body.read(in);
                outcome = Outcome.OVERLOADED;
                var turn = turns.await(bytes.length).orElseThrow(Intake::overloaded);
                try (turn) {
                    outcome = Outcome.FAILED;
                    outcome = store(witness, read(bytes, form));
                }
            }
        } finally {
            metrics.delivery(WitnessMetrics.Intake.valueOf(witness.name()), outcome);
        }
    }

    private static ServiceUnavailableException overloaded() {
        return new ServiceUnavailableException(
                "too much waits for the disk (tocsin.witness.max-waiting-bytes); try again", RETRY_SECONDS);
    }

    private static Delivery read(byte[] body, Function<byte[], Delivery> form) {
        try {
            return form.apply(body);
        } catch (InvalidPayloadException e) {
            return Delivery.poison(e.getMessage(), body);
        }
    }

    /** The Watchdog is no alert that anybody answers: its coming is noted, and it stays out of the record. */
    private Outcome store(Witness witness, Delivery delivery) {
        var told = delivery.alerts().stream()
                .filter(alert -> !alert.labels().isHeartbeat())
                .toList();
        if (told.size() < delivery.alerts().size()) {
            heartbeats.beat(witness);
        }
        var now = Instant.now();
        var poison = new ArrayList<>(delivery.poison());
        poison.addAll(each(
                told,
                alerts -> delivery.escalatedTo()
                        .ifPresentOrElse(
                                receiver -> episodes.escalate(now, receiver, alerts),
                                () -> episodes.store(witness, now, alerts))));
        if (delivery.truncated() > 0) {
            truncations.note(new Truncation(now, delivery.groupLabels(), delivery.truncated()));
            metrics.truncated(delivery.truncated());
        }
        poison.forEach(each -> quarantine.put(witness, each));
        return poison.isEmpty() ? Outcome.STORED : Outcome.QUARANTINED;
    }

    /** All at once; one by one, if there is one among them that the database does not take. */
    private static List<Poison> each(List<Alert> alerts, Consumer<List<Alert>> store) {
        try {
            if (!alerts.isEmpty()) {
                store.accept(alerts);
            }
            return List.of();
        } catch (StorageException e) {
            if (!e.isAboutTheData()) {
                throw e;
            }
            return alerts.size() == 1
                    ? List.of(new Poison("the database does not take it: " + e.getMessage(), alerts.toString()))
                    : alerts.stream()
                            .flatMap(alert -> each(List.of(alert), store).stream())
                            .toList();
        }
    }

    private void authorize(HttpHeaders headers) {
        if (!token.isShownBy(Optional.ofNullable(headers.getHeaderString(HttpHeaders.AUTHORIZATION)))) {
            throw new NotAuthorizedException(
                    "the witness's bearer token is missing or wrong", "Bearer realm=\"tocsin\"");
        }
    }

    /** Neither witness compresses, and a few bytes could become gigabytes. */
    private static void refuseEncoded(HttpHeaders headers) {
        var encoding = headers.getHeaderString(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new NotSupportedException("the body must not be encoded, and is \"" + encoding + "\"");
        }
    }
}
