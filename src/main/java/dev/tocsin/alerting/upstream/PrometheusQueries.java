package dev.tocsin.alerting.upstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Prometheus's HTTP API, version 1, as far as it is asked for what it remembers; an answer may take its time. */
@ApplicationScoped
@RegisterRestClient(configKey = "prometheus-queries")
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public interface PrometheusQueries {

    /** @param time in seconds since the epoch, with a fraction */
    @GET
    @Path("/query")
    JsonObject query(@QueryParam("query") String query, @QueryParam("time") String time);

    @GET
    @Path("/query_range")
    JsonObject queryRange(
            @QueryParam("query") String query,
            @QueryParam("start") String start,
            @QueryParam("end") String end,
            @QueryParam("step") String step);

    @GET
    @Path("/rules")
    JsonObject rules(@QueryParam("type") String type);

    @GET
    @Path("/alerts")
    JsonObject alerts();

    @GET
    @Path("/status/config")
    JsonObject config();
}
