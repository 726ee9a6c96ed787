package dev.tocsin.ops;

import dev.tocsin.telemetry.ResponseMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

/** Counts the answers of methods that say {@link Counts}, refusals by other filters too. */
@Provider
@ApplicationScoped
public class CountingFilter implements ContainerResponseFilter {

    private final ResponseMetrics metrics;

    @Context
    private ResourceInfo resource;

    /** For the CDI proxy, and for RESTEasy, which looks for a public one. */
    public CountingFilter() {
        metrics = null;
    }

    @Inject
    public CountingFilter(ResponseMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        var method = resource.getResourceMethod();
        if (method != null && method.isAnnotationPresent(Counts.class)) {
            metrics.answered(method.getAnnotation(Counts.class).value(), response.getStatus());
        }
    }
}
