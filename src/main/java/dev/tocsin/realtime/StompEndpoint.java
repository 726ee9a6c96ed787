package dev.tocsin.realtime;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.charset.StandardCharsets;

/** STOMP 1.2 over WebSocket; a client that names no subprotocol is taken to speak it too. */
@ServerEndpoint(value = "/ws", subprotocols = "v12.stomp")
@Dependent
public class StompEndpoint {

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
