package dev.tocsin.alerting.witness;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells of lost heartbeats beside the other checks. It is up all the same: an orchestrator must not take a service that
 * works away from its clients because its monitoring does not.
 */
@Readiness
@ApplicationScoped
class HeartbeatHealth implements HealthCheck {

    private final Heartbeats heartbeats;

    /** For the CDI proxy. */
    HeartbeatHealth() {
        heartbeats = null;
    }

    @Inject
    HeartbeatHealth(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("heartbeat").up();
        heartbeats
                .all()
                .forEach((witness, heartbeat) -> response.withData(
                        witness.label(), heartbeat.isLost() ? "lost since " + heartbeat.lastAt() : "beats"));
        return response.build();
    }
}
