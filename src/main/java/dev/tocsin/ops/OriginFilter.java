package dev.tocsin.ops;

import jakarta.annotation.Priority;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.Set;

/**
 * Refuses what another site makes a browser send (cross-site request forgery): a request that may change something and
 * carries an Origin (RFC 6454) must carry this host's. Programs send none.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class OriginFilter implements ContainerRequestFilter {

    private static final Set<String> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    @Override
    public void filter(ContainerRequestContext request) {
        var origin = request.getHeaderString("Origin");
        if (origin != null && !SAFE.contains(request.getMethod()) && !isOwn(origin, request)) {
            throw new ForbiddenException("a request from another origin is refused");
        }
    }

    private static boolean isOwn(String origin, ContainerRequestContext request) {
        try {
            var authority = URI.create(origin).getRawAuthority();
            return authority != null
                    && authority.equalsIgnoreCase(
                            request.getUriInfo().getBaseUri().getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
