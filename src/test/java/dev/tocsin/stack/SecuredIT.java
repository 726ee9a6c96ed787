package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.Jwt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * By configuration alone: wss, for a client that trusts the certificate and checks the name in it, and tokens, which hold
 * a live connection to their end too.
 */
class SecuredIT {

    private static final Path FOLDER = Path.of("target/secured").toAbsolutePath();
    private static final String PASSWORD = "for this test";

    private static final String UNAUTHORIZED =
            "app_connections_closed_total{code=\"3000\",initiator=\"server\",mp_scope=\"application\",}";

    @TempDir
    private Path folder;

    @Test
    void clientsConnectByWssAndWithATokenThatIsGood() throws IOException, GeneralSecurityException {
        var issuer = Jwt.rs256();
        var certificate = Certificate.in(folder, PASSWORD);
        var port = Integer.toString(Stack.freePort());
        var settings = Map.of(
                "TOCSIN_TLS", "on",
                "TOCSIN_REALTIME_CONNECT_TIMEOUT", "PT1M",
                "TOCSIN_HTTPS_PORT", port,
                "TOCSIN_TLS_KEYSTORE", certificate.keystore().toString(),
                "TOCSIN_REALTIME_TOKEN_KEY_FILE",
                        issuer.writeKey(folder.resolve("issuer.pem")).toString(),
                "TOCSIN_REALTIME_TOKEN_ISSUER", "https://issuer.example",
                "TOCSIN_REALTIME_TOKEN_AUDIENCE", "tocsin",
                "TOCSIN_REALTIME_PERMISSIONS", "subscribe /topic/* *, send /topic/* editors");
        var secure = URI.create("wss://localhost:" + port + "/ws");
        var http = HttpClient.newBuilder().sslContext(certificate.trusting()).build();
        try (var stack = Stack.start(FOLDER, settings, Map.of("tocsin.tls.password", PASSWORD), "app");
                var stranger = new StompClient(secure, http);
                var reader = new StompClient(secure, http);
                var guest = new StompClient(secure, http)) {
            stranger.send("CONNECT\naccept-version:1.2\nhost:tests\n\n^@");
            assertThat(stranger.awaitFrame(frame -> frame.startsWith("ERROR\n")))
                    .contains("token");
            assertThat(stranger.awaitClose()).isEqualTo(3000);

            connect(reader, issuer, Duration.ofHours(1));
            reader.send("SEND\ndestination:/topic/news\n\nhello^@");
            assertThat(reader.awaitClose()).isEqualTo(3003);

            theStreamIsTold(stack, http, "https://localhost:" + port);

            connect(guest, issuer, Duration.ofSeconds(8));
            assertThat(guest.isOpen()).isTrue();
            assertThat(guest.awaitClose()).isEqualTo(3000);
            assertThat(stack.metric(UNAUTHORIZED)).isEqualTo(2);
        }
    }

    /** By HTTP/1.1 and by HTTP/2, where the server keeps what is written first until there is more. */
    private static void theStreamIsTold(Stack stack, HttpClient http, String service) throws IOException {
        for (var version : HttpClient.Version.values()) {
            var request = HttpRequest.newBuilder(URI.create(service + "/api/stream"))
                    .version(version)
                    .timeout(Duration.ofSeconds(30))
                    .header("Authorization", stack.credentials("oncall"))
                    .build();
            var answer = http.sendAsync(request, BodyHandlers.ofLines())
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
            assertThat(answer.version()).isEqualTo(version);
            try (var lines = answer.body()) {
                assertThat(CompletableFuture.supplyAsync(() -> lines.anyMatch("event: beat"::equals)))
                        .as("%s", version)
                        .succeedsWithin(Duration.ofSeconds(30), InstanceOfAssertFactories.BOOLEAN)
                        .isTrue();
            }
        }
    }

    private static void connect(StompClient client, Jwt issuer, Duration life) throws GeneralSecurityException {
        var token = issuer.sign(
                "{\"iss\":\"https://issuer.example\",\"aud\":\"tocsin\",\"upn\":\"guest\",\"groups\":[\"readers\"],\"exp\":%d}"
                        .formatted(Instant.now().plus(life).getEpochSecond()));
        client.send("CONNECT\naccept-version:1.2\nhost:tests\npasscode:" + token + "\n\n^@");
        assertThat(client.awaitFrame(frame -> frame.startsWith("CONNECTED\n"))).contains("\nuser-name:guest\n");
    }
}
