package dev.tocsin.alerting.upstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Prometheus's HTTP API, version 1, as far as a person waits for the answer; how long one may be is for the reader to say. */
@ApplicationScoped
@RegisterRestClient(configKey = "prometheus-charts")
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public interface PrometheusCharts {

    /**
     * @param start in seconds since the epoch, with a fraction, as is {@code end}
     * @param step in seconds
     * @param timeout after which Prometheus gives the query up, such as {@code 4s}
     */
    @GET
    @Path("/query_range")
    InputStream queryRange(
            @QueryParam("query") String query,
            @QueryParam("start") String start,
            @QueryParam("end") String end,
            @QueryParam("step") String step,
            @QueryParam("timeout") String timeout);

    @GET
    @Path("/rules")
    InputStream rules(@QueryParam("type") String type);
}
