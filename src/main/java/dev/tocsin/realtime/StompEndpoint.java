package dev.tocsin.realtime;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;

/**
 * STOMP 1.2 over WebSocket. It is no annotated endpoint, because the container does not bound the parts of messages that it
 * hands to one.
 */
@Dependent
public class StompEndpoint extends Endpoint {

    private final Connections connections;

    @Inject
    public StompEndpoint(Connections connections) {
        this.connections = connections;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        connections.opened(session);
    }

    @Override
    public void onError(Session session, Throwable failure) {
        connections.failed(session, failure);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        connections.closed(session, reason);
    }
}
