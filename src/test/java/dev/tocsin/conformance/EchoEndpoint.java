package dev.tocsin.conformance;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;

/** What the Autobahn test suite wants of a server: each message comes back as it was. */
@ServerEndpoint("/")
public class EchoEndpoint {

    private static final int LARGEST = 1 << 25;

    @OnMessage(maxMessageSize = LARGEST)
    public String text(String message) {
        return message;
    }

    @OnMessage(maxMessageSize = LARGEST)
    public ByteBuffer binary(ByteBuffer message) {
        return message;
    }
}
