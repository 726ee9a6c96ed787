package bench;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A WebSocket that answers a CONNECT, so that it has written once as any STOMP server has, and what is sent, as if its sender
 * were the one subscriber. It knows nothing else. The server takes one write at a time of a connection.
 */
@ServerEndpoint("/ws")
public class BareEndpoint {

    private static final String CONNECTED =
            "CONNECTED\nversion:1.2\nheart-beat:0,0\nsession:0123456-789\nserver:bare\n\n\0";

    private final Queue<String> waiting = new ArrayDeque<>(1);
    private boolean isWriting;

    @OnMessage
    public void message(String text, Session session) {
        if (text.startsWith("CONNECT")) {
            write(CONNECTED, session);
        } else if (text.startsWith("SEND")) {
            write("MESSAGE" + text.substring("SEND".length()), session);
        }
    }

    private void write(String text, Session session) {
        synchronized (waiting) {
            waiting.add(text);
            if (isWriting) {
                return;
            }
            isWriting = true;
        }
        writeNext(session);
    }

    private void writeNext(Session session) {
        String text;
        synchronized (waiting) {
            text = waiting.poll();
            isWriting = text != null;
        }
        if (text != null) {
            session.getAsyncRemote().sendText(text, result -> writeNext(session));
        }
    }
}
