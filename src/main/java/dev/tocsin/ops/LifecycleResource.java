package dev.tocsin.ops;

import dev.tocsin.alerting.audit.Actor;
import dev.tocsin.alerting.audit.AuditLog;
import dev.tocsin.alerting.audit.Kind;
import dev.tocsin.alerting.audit.StorageException;
import dev.tocsin.lifecycle.Drain;
import dev.tocsin.lifecycle.DrainPlan;
import dev.tocsin.lifecycle.Shutdown;
import dev.tocsin.telemetry.LogEvents;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Emptying and stopping the service, and what that would be like. */
@Path("/lifecycle/drain")
@Produces(MediaType.APPLICATION_JSON)
public class LifecycleResource {

    private static final System.Logger LOG = LogEvents.logger(LifecycleResource.class);

    /**
     * @param state {@code serving}, {@code draining} or {@code drained}
     * @param connections how many are open now
     * @param plan of the drain that is under way, or of one that would begin now
     */
    public record Progress(Instant now, String state, int connections, PlanView plan) {

        static Progress of(Drain drain) {
            return new Progress(
                    Instant.now(),
                    drain.state().name().toLowerCase(Locale.ROOT),
                    drain.connections(),
                    PlanView.of(drain.plan()));
        }
    }

    /** What {@link DrainPlan} says, in JSON. */
    public record PlanView(
            int connections, int batches, int largestBatch, Duration duration, double reconnectsPerSecond) {

        static PlanView of(DrainPlan plan) {
            return new PlanView(
                    plan.connections(),
                    plan.batches(),
                    plan.largestBatch(),
                    plan.duration(),
                    plan.reconnectsPerSecond());
        }
    }

    private final Drain drain;
    private final Shutdown shutdown;
    private final AuditLog log;

    @Inject
    public LifecycleResource(Drain drain, Shutdown shutdown, AuditLog log) {
        this.drain = drain;
        this.shutdown = shutdown;
        this.log = log;
    }

    @GET
    public Progress get() {
        return Progress.of(drain);
    }

    /** Asked for twice, it is done once. */
    @POST
    @RolesAllowed(Role.OPERATOR)
    public Response drain(@Context SecurityContext security) {
        record(security.getUserPrincipal().getName());
        shutdown.request();
        return Response.accepted(Progress.of(drain)).build();
    }

    /** A database that is away must not keep the service from being stopped. */
    private void record(String user) {
        try {
            log.append(
                    Actor.user(user),
                    Kind.DRAINED,
                    Optional.empty(),
                    Json.createObjectBuilder()
                            .add("connections", drain.connections())
                            .build());
        } catch (StorageException e) {
            LOG.log(System.Logger.Level.WARNING, "audit_drain_unrecorded", e);
        }
    }
}
