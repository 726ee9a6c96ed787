package dev.tocsin.realtime;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.nio.charset.StandardCharsets;

/**
 * STOMP 1.2 over WebSocket; a client that names no subprotocol is taken to speak it too. One serves all connections, as it
 * holds nothing of any.
 */
@ServerEndpoint(value = "/ws", subprotocols = "v12.stomp", configurator = StompEndpoint.One.class)
@Dependent
public class StompEndpoint {

    /** By itself the container makes one for each connection, and resolves anew what is injected there. */
    public static class One extends ServerEndpointConfig.Configurator {

        private volatile StompEndpoint endpoint;

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            if (endpoint == null) {
                endpoint = CDI.current().select(StompEndpoint.class).get();
            }
            return type.cast(endpoint);
        }
    }

    private final Connections connections;

    /** The container wants one; it uses the other. */
    public StompEndpoint() {
        connections = null;
    }

    @Inject
    public StompEndpoint(Connections connections) {
        this.connections = connections;
    }

    @OnOpen
    public void open(Session session) {
        connections.opened(session);
    }

    @OnMessage
    public void text(Session session, String text) {
        connections.received(session, text.getBytes(StandardCharsets.UTF_8));
    }

    @OnMessage
    public void binary(Session session, byte[] octets) {
        connections.received(session, octets);
    }

    @OnMessage
    public void pong(Session session, PongMessage pong) {
        connections.answered(session);
    }

    @OnError
    public void failed(Session session, Throwable failure) {
        connections.failed(session, failure);
    }

    @OnClose
    public void close(Session session, CloseReason reason) {
        connections.closed(session, reason);
    }
}
