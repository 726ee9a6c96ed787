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
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Takes one delivery: checks the token, bounds the body, reads it, stores it, and counts what became of it. */
@ApplicationScoped
class Intake {

    private final WitnessToken token;
    private final EpisodeRecord episodes;
    private final Quarantine quarantine;
    private final Heartbeats heartbeats;
    private final WitnessMetrics metrics;
    private final int maxBodyBytes;

    /** For the CDI proxy. */
    Intake() {
        token = null;
        episodes = null;
        quarantine = null;
        heartbeats = null;
        metrics = null;
        maxBodyBytes = 0;
    }

    @Inject
    Intake(
            WitnessToken token,
            EpisodeRecord episodes,
            Quarantine quarantine,
            Heartbeats heartbeats,
            WitnessMetrics metrics,
            @ConfigProperty(name = "tocsin.witness.max-body-bytes") int maxBodyBytes) {
        this.token = token;
        this.episodes = episodes;
        this.quarantine = quarantine;
        this.heartbeats = heartbeats;
        this.metrics = metrics;
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * Returns when the delivery is on the disk.
     *
     * @throws WebApplicationException 401, 413 or 400 if it is refused; nothing of it was stored
     * @throws StorageException if it could not be stored; nothing of it was
     */
    void take(Witness witness, Optional<String> authorization, InputStream body, Function<byte[], List<Alert>> form) {
        var outcome = Outcome.UNAUTHORIZED;
        try {
            authorize(authorization);
            outcome = Outcome.REJECTED;
            var alerts = read(witness, bounded(body), form);
            outcome = Outcome.FAILED;
            store(witness, alerts);
            outcome = Outcome.STORED;
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
        var told =
                alerts.stream().filter(alert -> !alert.labels().isHeartbeat()).toList();
        if (told.size() < alerts.size()) {
            heartbeats.beat(witness);
        }
        if (!told.isEmpty()) {
            episodes.store(witness, Instant.now(), told);
        }
    }

    private void authorize(Optional<String> authorization) {
        if (!token.isShownBy(authorization)) {
            throw new NotAuthorizedException(
                    "the witness's bearer token is missing or wrong", "Bearer realm=\"tocsin\"");
        }
    }

    private byte[] bounded(InputStream body) {
        try {
            var bytes = body.readNBytes(maxBodyBytes + 1);
            if (bytes.length > maxBodyBytes) {
                throw new ClientErrorException(
                        "the body is over " + maxBodyBytes + " bytes (tocsin.witness.max-body-bytes)",
                        Status.REQUEST_ENTITY_TOO_LARGE);
            }
            return bytes;
        } catch (IOException e) {
            throw new BadRequestException("the body broke off", e);
        }
    }
}
