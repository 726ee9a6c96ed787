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
import java.io.InputStream;

/** A receiver of Alertmanager's webhook. */
@Path("/webhooks/alertmanager")
@PermitAll
public class WebhookResource {

    private final Intake intake;

    @Inject
    public WebhookResource(Intake intake) {
        this.intake = intake;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public void post(@Context HttpHeaders headers, InputStream body) {
        intake.take(Witness.WEBHOOK, headers, body, Payloads::webhook);
    }
}
