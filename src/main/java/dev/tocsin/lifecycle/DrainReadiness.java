package dev.tocsin.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready once it drains: a load balancer sends clients elsewhere. */
@Readiness
@ApplicationScoped
class DrainReadiness implements HealthCheck {

    private final Drain drain;

    /** For the CDI proxy. */
    DrainReadiness() {
        drain = null;
    }

    @Inject
    DrainReadiness(Drain drain) {
        this.drain = drain;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("connections")
                .status(drain.state() == Drain.State.SERVING)
                .withData("open", drain.connections())
                .build();
    }
}
