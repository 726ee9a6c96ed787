package dev.tocsin.ops;

import dev.tocsin.alerting.upstream.AlertmanagerApi;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Alertmanager's own state, fetched from it for whoever is signed in. */
@Path("/alertmanager")
@Produces(MediaType.APPLICATION_JSON)
public class AlertmanagerResource {

    private final AlertmanagerApi alertmanager;
    private final String url;

    @Inject
    public AlertmanagerResource(
            @RestClient AlertmanagerApi alertmanager, @ConfigProperty(name = "tocsin.alertmanager.url") String url) {
        this.alertmanager = alertmanager;
        this.url = url;
    }

    @GET
    public JsonObject get() {
        try {
            return AlertmanagerView.of(
                    url,
                    alertmanager.status(),
                    alertmanager.receivers(),
                    alertmanager.groups(),
                    alertmanager.silences());
        } catch (WebApplicationException | ProcessingException e) {
            throw new ServiceUnavailableException("Alertmanager at " + url + " cannot be reached", (Long) null, e);
        }
    }
}
