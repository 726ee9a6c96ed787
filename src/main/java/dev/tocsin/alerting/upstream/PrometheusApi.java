package dev.tocsin.alerting.upstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Prometheus's HTTP API, as far as it is used here. */
@ApplicationScoped
@RegisterRestClient(configKey = "prometheus")
public interface PrometheusApi {

    /** Returns if Prometheus serves queries. */
    @GET
    @Path("/-/ready")
    String ready();

    /** What is pending or fires. */
    @GET
    @Path("/api/v1/alerts")
    @Produces(MediaType.APPLICATION_JSON)
    JsonObject alerts();
}
