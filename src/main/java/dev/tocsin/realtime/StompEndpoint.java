package dev.tocsin.realtime;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.nio.charset.StandardCharsets;

/**
 * STOMP 1.2 over WebSocket. The parts of a message are taken as they come: of a whole one the container would hold any
 * number of fragments. It is no annotated endpoint, because the container does not bound the parts that it hands to one.
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
        MessageHandler.Partial<String> text =
                (part, isLast) -> connections.received(session, part.getBytes(StandardCharsets.UTF_8));
        MessageHandler.Partial<byte[]> binary = (part, isLast) -> connections.received(session, part);
        MessageHandler.Whole<PongMessage> pong = message -> connections.answered(session);
        session.addMessageHandler(String.class, text);
        session.addMessageHandler(byte[].class, binary);
        session.addMessageHandler(PongMessage.class, pong);
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
