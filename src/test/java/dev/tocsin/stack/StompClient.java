package dev.tocsin.stack;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A WebSocket of the JDK on which a test writes STOMP frames by hand, right or wrong; NUL is written as {@code ^@}. */
final class StompClient implements AutoCloseable, WebSocket.Listener {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Shared: each has threads of its own. */
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** A message may be more than one frame. */
    private static final Pattern NEXT_FRAME = Pattern.compile("(?<=\\^@)(?=[A-Z]+\n)");

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile long closedAt;
    private volatile boolean isReading = true;
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    StompClient(URI app) {
        this(app, HTTP);
    }

    StompClient(URI app, HttpClient http) {
        var url = URI.create(app.toString().replaceFirst("^http", "ws"));
        socket = http.newWebSocketBuilder()
                .subprotocols("v12.stomp")
                .buildAsync(url, this)
                .join();
    }

    static StompClient connected(URI app) {
        var client = new StompClient(app);
        client.send("CONNECT\naccept-version:1.2\nhost:tests\n\n^@");
        client.awaitFrame(frame -> frame.startsWith("CONNECTED\n"));
        return client;
    }

    void send(String frame) {
        socket.sendText(frame.replace("^@", "\0"), true).join();
    }

    /** Where it may be closed meanwhile. */
    void sendIfOpen(String frame) {
        socket.sendText(frame.replace("^@", "\0"), true)
                .exceptionally(closed -> socket)
                .join();
    }

    /** Takes one message more at most. */
    void stopReading() {
        isReading = false;
    }

    /** The first frame of that kind, now or soon. */
    String awaitFrame(Predicate<String> wanted) {
        await().atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> received.stream().anyMatch(wanted));
        return received.stream().filter(wanted).findFirst().orElseThrow();
    }

    List<String> received() {
        return List.copyOf(received);
    }

    /** The close code that the server sent. */
    int awaitClose() {
        return closed.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** When the server closed it, by {@link System#nanoTime}. */
    long closedAt() {
        return closedAt;
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received.addAll(List.of(NEXT_FRAME.split(partial.toString().replace("\0", "^@"))));
            partial.setLength(0);
        }
        if (isReading) {
            webSocket.request(1);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closedAt = System.nanoTime();
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
