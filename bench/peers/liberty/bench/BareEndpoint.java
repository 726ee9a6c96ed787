package bench;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** A WebSocket that answers a CONNECT, so that it has written once as any STOMP server has, and does nothing else. */
@ServerEndpoint("/ws")
public class BareEndpoint {

    private static final String CONNECTED =
            "CONNECTED\nversion:1.2\nheart-beat:0,0\nsession:0123456-789\nserver:bare\n\n\0";

    @OnMessage
    public void message(String text, Session session) {
        if (text.startsWith("CONNECT")) {
            session.getAsyncRemote().sendText(CONNECTED, result -> {});
        }
    }
}
