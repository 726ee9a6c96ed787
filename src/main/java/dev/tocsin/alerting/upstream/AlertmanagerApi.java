package dev.tocsin.alerting.upstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Alertmanager's API version 2, as far as it is used here (its {@code openapi.yaml}). */
@ApplicationScoped
@RegisterRestClient(configKey = "alertmanager")
@Path("/api/v2")
@Produces(MediaType.APPLICATION_JSON)
public interface AlertmanagerApi {

    @GET
    @Path("/status")
    JsonObject status();

    @GET
    @Path("/receivers")
    JsonArray receivers();

    /** What fires, silenced and inhibited alerts among it. */
    @GET
    @Path("/alerts")
    JsonArray alerts();

    @GET
    @Path("/alerts/groups")
    JsonArray groups();

    @GET
    @Path("/silences")
    JsonArray silences();

    @GET
    @Path("/silence/{id}")
    JsonObject silence(@PathParam("id") String id);

    @POST
    @Path("/silences")
    @Consumes(MediaType.APPLICATION_JSON)
    JsonObject post(JsonObject silence);

    @DELETE
    @Path("/silence/{id}")
    Response expire(@PathParam("id") String id);

    @POST
    @Path("/alerts")
    @Consumes(MediaType.APPLICATION_JSON)
    Response post(JsonArray alerts);
}
