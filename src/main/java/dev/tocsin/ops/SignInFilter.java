package dev.tocsin.ops;

import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/**
 * Every resource needs somebody who has signed in, a viewer to read and a responder for all else, unless it says
 * {@code @RolesAllowed} or {@code @PermitAll}: what is forgotten is closed. Answers 401, never a redirect, which a sender
 * of alerts would follow and take for success.
 */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class SignInFilter implements ContainerRequestFilter {

    /** Browsers send this header with every request; to them a Basic challenge would open a dialogue of their own. */
    static final String SENT_BY_BROWSERS = "Sec-Fetch-Mode";

    private static final Set<String> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        if (isOpen()) {
            return;
        }
        var security = request.getSecurityContext();
        if (security.getUserPrincipal() == null) {
            throw new NotAuthorizedException("sign in first", challenge(request.getHeaderString(SENT_BY_BROWSERS)));
        }
        var role = role(request);
        if (!security.isUserInRole(role)) {
            throw new ForbiddenException("this needs the role " + role);
        }
    }

    private String role(ContainerRequestContext request) {
        var named = resource.getResourceMethod().getAnnotation(RolesAllowed.class);
        if (named != null) {
            return named.value()[0];
        }
        return READING.contains(request.getMethod()) ? Role.VIEWER : Role.RESPONDER;
    }

    /** @param mode what {@link #SENT_BY_BROWSERS} holds; null if it was not sent */
    static String challenge(String mode) {
        return (mode == null ? "Basic" : "Cookie") + " realm=\"tocsin\"";
    }

    private boolean isOpen() {
        return resource.getResourceMethod().isAnnotationPresent(PermitAll.class)
                || resource.getResourceClass().isAnnotationPresent(PermitAll.class);
    }
}
