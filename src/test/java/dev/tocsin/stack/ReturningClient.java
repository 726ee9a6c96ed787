package dev.tocsin.stack;

import dev.tocsin.client.ResumableSession;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One that listens to a topic, and comes back for its session when its connection has ended. */
final class ReturningClient implements AutoCloseable {

    private final URI app;
    private final ResumableSession session = new ResumableSession();
    private final List<String> bodies = new ArrayList<>();
    private StompClient connection;

    ReturningClient(URI app) {
        this.app = app;
    }

    /** Connects, for the first time or again; what becomes of the session is the answer. */
    ResumableSession.Outcome connect() {
        connection = new StompClient(app);
        var headers = session.connectHeaders().entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
        connection.send("CONNECT\naccept-version:1.2\nhost:tests\n" + headers + "\n^@");
        var answer = connection.awaitFrame(frame -> frame.startsWith("CONNECTED\n"));
        return session.connected(headers(answer)).outcome();
    }

    /** Returns when the subscription stands. */
    void subscribe(String topic) {
        connection.send("SUBSCRIBE\nid:s\ndestination:" + topic + "\nreceipt:r\n\n^@");
        connection.awaitFrame(frame -> frame.startsWith("RECEIPT\n"));
    }

    /** The network is gone. */
    void lose() {
        connection.close();
        keepReceived();
    }

    /** The close code that the server sent. */
    int awaitClose() {
        int code = connection.awaitClose();
        keepReceived();
        return code;
    }

    void awaitBody(String body) {
        connection.awaitFrame(frame -> frame.endsWith("\n\n" + body + "^@"));
    }

    /** The bodies of all connections. */
    List<String> bodies() {
        var all = new ArrayList<>(bodies);
        messages().forEach(frame -> all.add(body(frame)));
        return all;
    }

    private void keepReceived() {
        for (var frame : messages()) {
            bodies.add(body(frame));
            var headers = headers(frame);
            session.received(headers.get("subscription"), headers.get("message-id"));
        }
    }

    private List<String> messages() {
        return connection.received().stream()
                .filter(frame -> frame.startsWith("MESSAGE\n"))
                .toList();
    }

    private static String body(String frame) {
        return frame.substring(frame.indexOf("\n\n") + 2, frame.length() - 2);
    }

    private static Map<String, String> headers(String frame) {
        var headers = new HashMap<String, String>();
        frame.substring(0, frame.indexOf("\n\n")).lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1));
        });
        return headers;
    }

    @Override
    public void close() {
        connection.close();
    }
}
