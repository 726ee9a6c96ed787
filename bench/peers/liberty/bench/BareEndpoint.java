package bench;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** A WebSocket that listens and does nothing. */
@ServerEndpoint("/ws")
public class BareEndpoint {

    @OnMessage
    public void message(String text) {}
}
