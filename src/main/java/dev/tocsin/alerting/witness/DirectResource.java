package dev.tocsin.alerting.witness;

import dev.tocsin.alerting.model.Witness;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;

/** What Prometheus takes for one more Alertmanager: version 2 of its API, as far as Prometheus uses it. */
@Path("/v2/alerts")
@PermitAll
public class DirectResource {

    private final Intake intake;

    @Inject
    public DirectResource(Intake intake) {
        this.intake = intake;
    }

    /** Answers 200, as Alertmanager's OpenAPI says. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response post(@Context HttpHeaders headers, InputStream body) {
        intake.take(Witness.DIRECT, headers, body, bytes -> Payloads.direct(bytes, Instant.now()));
        return Response.ok().build();
    }
}
