package dev.tocsin.alerting.witness;

import dev.tocsin.alerting.audit.EpisodeRecord;
import dev.tocsin.alerting.audit.StorageException;
import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Witness;
import dev.tocsin.telemetry.WitnessMetrics;
import dev.tocsin.telemetry.WitnessMetrics.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Takes one delivery: checks the token, bounds the body, reads it, stores it, and counts what became of it. */
@ApplicationScoped
class Intake {

    private static final long RETRY_SECONDS = 5;

    private final WitnessToken token;
    private final EpisodeRecord episodes;
    private final Quarantine quarantine;
    private final Heartbeats heartbeats;
    private final WitnessMetrics metrics;
    private final Body body;
    private final WaitingRoom room;

    /** For the CDI proxy. */
    Intake() {
        token = null;
        episodes = null;
        quarantine = null;
        heartbeats = null;
        metrics = null;
        body = null;
        room = null;
    }

    @Inject
    Intake(
            WitnessToken token,
            EpisodeRecord episodes,
            Quarantine quarantine,
            Heartbeats heartbeats,
            WitnessMetrics metrics,
            @ConfigProperty(name = "tocsin.witness.max-body-bytes") int maxBodyBytes,
            @ConfigProperty(name = "tocsin.witness.body-timeout") Duration bodyTimeout,
            @ConfigProperty(name = "tocsin.witness.max-waiting-bytes") int maxWaitingBytes) {
        this.token = token;
        this.episodes = episodes;
        this.quarantine = quarantine;
        this.heartbeats = heartbeats;
        this.metrics = metrics;
        this.body = new Body(maxBodyBytes, bodyTimeout);
        this.room = new WaitingRoom(maxWaitingBytes);
    }

    /**
     * Returns when the delivery is on the disk.
     *
     * @throws WebApplicationException 401, 415, 413, 408 or 400 if it is refused, 503 if too much waits; nothing of it was
     *     stored
     * @throws StorageException if it could not be stored; nothing of it was
     */
    void take(Witness witness, HttpHeaders headers, InputStream in, Function<byte[], List<Alert>> form) {
        var outcome = Outcome.UNAUTHORIZED;
        try {
            authorize(headers);
            outcome = Outcome.REJECTED;
            refuseEncoded(headers);
            int announced = body.announced(headers.getLength());
            outcome = Outcome.OVERLOADED;
            var place = room.take(announced)
                    .orElseThrow(() -> new ServiceUnavailableException(
                            "too much waits for the disk (tocsin.witness.max-waiting-bytes); try again",
                            RETRY_SECONDS));
            try (place) {
                outcome = Outcome.REJECTED;
                var alerts = read(witness, body.read(in), form);
                outcome = Outcome.FAILED;
                store(witness, alerts);
                outcome = Outcome.STORED;
            }
        } catch (InvalidPayloadException e) {
            throw new BadRequestException(e.getMessage(), e);
        } catch (StorageException e) {
            outcome = Outcome.FAILED;
            throw e;
        } finally {
            metrics.delivery(WitnessMetrics.Intake.valueOf(witness.name()), outcome);
        }
    }

    private List<Alert> read(Witness witness, byte[] body, Function<byte[], List<Alert>> form) {
        try {
            return form.apply(body);
        } catch (InvalidPayloadException e) {
            quarantine.put(witness, body, e.getMessage());
            throw e;
        }
    }

    /** The Watchdog is no alert that anybody answers: its coming is noted, and it stays out of the record. */
    private void store(Witness witness, List<Alert> alerts) {
        var told = alerts.stream().filter(alert -> !Heartbeats.isBeat(alert)).toList();
        if (told.size() < alerts.size()) {
            heartbeats.beat(witness);
        }
        if (!told.isEmpty()) {
            episodes.store(witness, Instant.now(), told);
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
