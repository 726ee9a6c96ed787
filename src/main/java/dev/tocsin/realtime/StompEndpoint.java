package dev.tocsin.realtime;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.charset.StandardCharsets;

/** STOMP 1.2 over WebSocket; a client that names no subprotocol is taken to speak it too. */
@ServerEndpoint(value = "/ws", subprotocols = "v12.stomp")
@Dependent
public class StompEndpoint {

    /** How long one write may take, in milliseconds: without a bound a stalled reader would hold it for ever. */
    private static final long SEND_TIMEOUT = 10_000;

    /** A WebSocket message over this closes 1009 before it is held in memory; a frame may be spread over several. */
    private static final int MAX_MESSAGE_BYTES = 1 << 18;

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
        session.getAsyncRemote().setSendTimeout(SEND_TIMEOUT);
        connections.opened(session);
    }

    @OnMessage(maxMessageSize = MAX_MESSAGE_BYTES)
    public void text(Session session, String text) {
        connections.received(session, text.getBytes(StandardCharsets.UTF_8));
    }

    @OnMessage(maxMessageSize = MAX_MESSAGE_BYTES)
    public void binary(Session session, byte[] octets) {
        connections.received(session, octets);
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
