package dev.tocsin.alerting.upstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Prometheus's HTTP API, as far as it is used here. */
@ApplicationScoped
@RegisterRestClient(configKey = "prometheus")
public interface PrometheusApi {

    /** Returns if Prometheus serves queries. */
    @GET
    @Path("/-/ready")
    String ready();
}
