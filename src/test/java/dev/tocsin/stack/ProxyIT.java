package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.stack.OnCall.Alert;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real nginx in front of the service, with the files that {@code up} renders: all of it passes, and whom it is from. */
class ProxyIT {

    private static final Path FOLDER = Path.of("target/proxied").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MAX_CONNECTIONS_PER_ADDRESS = 3;

    private static Stack stack;
    private static Certificate certificate;
    private static HttpClient http;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException, GeneralSecurityException {
        var settings = Map.of(
                "TOCSIN_TLS",
                "proxy",
                "TOCSIN_REALTIME_CONNECT_TIMEOUT",
                "PT1M",
                "TOCSIN_REALTIME_MAX_CONNECTIONS_PER_ADDRESS",
                Integer.toString(MAX_CONNECTIONS_PER_ADDRESS));
        stack = Stack.start(FOLDER, settings, "app");
        certificate = Certificate.in(folder, "for this test");
        var secrets = FOLDER.resolve("secrets");
        certificate.writePem(secrets.resolve("tocsin-tls-certificate"), secrets.resolve("tocsin-tls-key"));
        http = HttpClient.newBuilder().sslContext(certificate.trusting()).build();
        Files.createDirectories(FOLDER.resolve("run/nginx"));
        nginx();
    }

    @AfterAll
    static void stop() {
        nginx("-s", "quit");
        stack.close();
    }

    private static void nginx(String... arguments) {
        var words = new ArrayList<>(List.of(
                "nginx",
                "-e",
                "stderr",
                "-p",
                FOLDER.resolve("run/nginx") + "/",
                "-c",
                FOLDER.resolve("config/nginx/proxy.conf").toString()));
        words.addAll(List.of(arguments));
        Command.run(LIMIT, Map.of(), words).orFail();
    }

    private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.ofString());
    }

    @Test
    void figuresStayOnThePlainPortAndEverythingElseIsSentToTls() throws IOException, InterruptedException {
        assertThat(get(stack.proxy("/metrics")).body()).contains("app_active_connections");
        assertThat(get(stack.proxy("/health/ready")).statusCode()).isEqualTo(200);
        var sent = get(stack.proxy("/api/alerts?state=all"));
        assertThat(sent.statusCode()).isEqualTo(301);
        assertThat(sent.headers().firstValue("Location"))
                .contains(stack.secureProxy("/api/alerts?state=all").toString());

        var page = get(stack.secureProxy("/"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Tocsin");
        assertThat(page.headers().firstValue("Strict-Transport-Security")).isPresent();
        assertThat(page.headers().map()).doesNotContainKey("X-Powered-By");
    }

    @Test
    void whatHappensPassesAtOnce() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(stack.secureProxy("/api/stream"))
                .header("Authorization", stack.credentials("oncall"))
                .timeout(LIMIT)
                .build();
        var alert = Alert.critical(Alert.someName(), "a:1");
        var open = new CountDownLatch(1);
        try (var lines = http.send(request, BodyHandlers.ofLines()).body()) {
            var told = CompletableFuture.supplyAsync(() -> lines.peek(line -> open.countDown())
                    .anyMatch(line -> line.startsWith("data:") && line.contains(alert.name())));
            assertThat(open.await(SOON.toSeconds(), TimeUnit.SECONDS))
                    .as("the stream's beginning has passed")
                    .isTrue();
            var body =
                    "[{\"labels\":{\"alertname\":\"" + alert.name() + "\"},\"startsAt\":\"" + alert.startsAt() + "\"}]";
            stack.send(HttpRequest.newBuilder(stack.app("/api/v2/alerts"))
                    .header("Content-Type", "application/json")
                    .header("Authorization", "Bearer " + stack.witnessToken())
                    .POST(BodyPublishers.ofString(body)));

            assertThat(told).succeedsWithin(SOON).isEqualTo(true);
        }
    }

    @Test
    void aMessageComesBack() {
        try (var client = new StompClient(stack.secureProxy("/ws"), http)) {
            client.send("CONNECT\naccept-version:1.2\nhost:tests\n\n^@");
            client.send("SUBSCRIBE\nid:1\ndestination:/topic/proxied\n\n^@");
            client.send("SEND\ndestination:/topic/proxied\n\nhello^@");

            assertThat(client.awaitFrame(frame -> frame.startsWith("MESSAGE\n")))
                    .endsWith("\n\nhello^@");
        }
    }

    /** The page's own origin is that which the browser knows, in front of nginx. */
    @Test
    void thePageMayConnectAndAnotherSiteMayNot() {
        var own = stack.secureProxy("").toString();
        connect(own).abort();
        assertThatThrownBy(() -> connect("https://evil.example"))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(403));
    }

    private static WebSocket connect(String origin) {
        return http.newWebSocketBuilder()
                .header("Origin", origin)
                .subprotocols("v12.stomp")
                .buildAsync(
                        URI.create(stack.secureProxy("/ws").toString().replaceFirst("^http", "ws")),
                        new WebSocket.Listener() {})
                .join();
    }

    /** For nginx all come from one address; and what a client says of itself counts for nothing. */
    @Test
    void anAddressIsThatOfTheClient() throws IOException, GeneralSecurityException {
        var clients = new ArrayList<RawClient>();
        try {
            for (int i = 0; i <= MAX_CONNECTIONS_PER_ADDRESS; i++) {
                clients.add(client("127.0.0.2", "X-Forwarded-For: 10.0.0." + i + "\r\n"));
            }
            assertThat(clients.get(MAX_CONNECTIONS_PER_ADDRESS).awaitGoodbye())
                    .isEqualTo("1008too many connections from this address");
            clients.add(client("127.0.0.3", ""));
            var other = clients.get(clients.size() - 1);
            other.send("CONNECT\naccept-version:1.2\nhost:tests\n\n^@");
            other.awaitFrame("CONNECTED\n");
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    private static RawClient client(String from, String headers) throws IOException, GeneralSecurityException {
        var tls = certificate.trusting().getSocketFactory();
        var service = stack.secureProxy("/ws");
        return new RawClient(
                service,
                headers,
                from,
                (Socket plain) -> tls.createSocket(plain, "localhost", service.getPort(), true));
    }
}
