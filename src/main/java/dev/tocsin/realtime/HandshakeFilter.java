package dev.tocsin.realtime;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a page connect only from this service's own origin or an allowed one (RFC 6455, section 10.2): a browser sends
 * cookies along with a WebSocket to any site. Programs send no Origin. The pattern is wider than the endpoint's path,
 * because the container takes {@code /ws/} for it too.
 */
@WebFilter("/ws/*")
public class HandshakeFilter extends HttpFilter {

    private static final long serialVersionUID = 1;

    /** In seconds, of a client that was refused because the service stops. */
    private static final String RETRY_AFTER = "5";

    private final transient Connections connections;
    private final transient Settings settings;

    @Inject
    public HandshakeFilter(Connections connections, Settings settings) {
        this.connections = connections;
        this.settings = settings;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var origin = request.getHeader("Origin");
        if (origin != null && !isAllowed(origin, request.getHeader("Host"), settings.allowedOrigins())) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "this origin may not connect");
        } else if (!connections.isAccepting()) {
            response.setHeader("Retry-After", RETRY_AFTER);
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "the service stops");
        } else {
            chain.doFilter(new Handshake(request), response);
        }
    }

    static boolean isAllowed(String origin, String host, Set<String> allowed) {
        try {
            return allowed.contains(origin)
                    || host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The request, with who is at the other end. */
    private static final class Handshake extends HttpServletRequestWrapper {
        Handshake(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Principal getUserPrincipal() {
            return new Peer(
                    getRemoteAddr(),
                    Optional.ofNullable(super.getUserPrincipal()).map(Principal::getName));
        }

        @Override
        public HttpSession getSession() {
            return getSession(true);
        }

        /**
         * None for one who has not signed in. The container would make one for each WebSocket, hold it in memory and enter its
         * scope with each message; only a signed-in user's WebSocket ends with it (Jakarta WebSocket, "Authentication").
         */
        @Override
        public HttpSession getSession(boolean create) {
            return super.getUserPrincipal() == null ? null : super.getSession(create);
        }
    }
}
