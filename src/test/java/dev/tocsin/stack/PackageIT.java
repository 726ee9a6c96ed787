package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of {@code monitor.sh package}, unpacked where nothing else is: it starts, serves and says goodbye. */
class PackageIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long MOST_BYTES = 150_000_000;
    private static final Pattern FEATURE = Pattern.compile("<feature>(.*)</feature>");
    private static final String USERS = """
            <server>
              <basicRegistry id="basic" realm="tocsin">
                <user name="anna" password="for this test"/>
                <group name="viewer"><member name="anna"/></group>
              </basicRegistry>
            </server>
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String service = "http://localhost:" + Stack.freePort();

    @TempDir
    private Path folder;

    @Test
    void theArchiveRunsByItself() throws IOException, InterruptedException {
        var root = unpacked();
        hasEveryFeatureThatASettingNeeds(root);
        Command.run(
                        LIMIT,
                        Map.of(),
                        List.of(
                                "promtool",
                                "check",
                                "config",
                                "--syntax-only",
                                root.resolve("monitoring/prometheus.yml").toString()))
                .orFail();
        var overrides = Files.createDirectories(root.resolve("usr/servers/tocsin/configDropins/overrides"));
        Files.writeString(overrides.resolve("users.xml"), USERS);

        var server = start(root);
        try {
            await().atMost(LIMIT).ignoreException(ConnectException.class).until(() -> get("/health/ready", "") == 200);
            assertThat(get("/api/status", "")).isEqualTo(401);
            assertThat(get("/api/status", "anna:for this test")).isEqualTo(200);
            assertThat(root.resolve("usr/servers/tocsin/data/tocsin.db")).exists();
            try (var client = StompClient.connected(URI.create(service + "/ws"))) {
                client.send("SUBSCRIBE\nid:1\ndestination:/topic/packaged\n\n^@");
                client.send("SEND\ndestination:/topic/packaged\n\nhello^@");
                client.awaitFrame(frame -> frame.startsWith("MESSAGE\n") && frame.endsWith("\n\nhello^@"));

                server.destroy();
                assertThat(client.awaitClose()).isEqualTo(1012);
            }
            assertThat(server.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            server.destroyForcibly();
        }
    }

    private Path unpacked() throws IOException {
        var archive = folder.resolve("tocsin.tar.gz");
        var state = Path.of("target/package").toAbsolutePath().toString();
        Command.run(
                        LIMIT,
                        Map.of("TOCSIN_STATE", state),
                        List.of("./scripts/monitor.sh", "package", archive.toString()))
                .orFail();
        assertThat(Files.size(archive)).isLessThan(MOST_BYTES);
        Command.run(
                        LIMIT,
                        Map.of(),
                        List.of("tar", "--extract", "--file", archive.toString(), "--directory", folder.toString()))
                .orFail();
        Files.delete(archive);
        return folder.resolve("tocsin");
    }

    private static void hasEveryFeatureThatASettingNeeds(Path root) throws IOException {
        List<String> manifests;
        try (var files = Files.list(root.resolve("lib/features"))) {
            manifests = files.map(Path::getFileName).map(Path::toString).toList();
        }
        try (var files = Files.list(root.resolve("usr/servers/tocsin"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".xml")).flatMap(PackageIT::features))
                    .contains("websocket-2.1", "openidConnectClient-1.0")
                    .allSatisfy(feature ->
                            assertThat(manifests).anyMatch(manifest -> manifest.endsWith("." + feature + ".mf")));
        }
    }

    private static Stream<String> features(Path file) {
        try {
            return FEATURE.matcher(Files.readString(file)).results().map((MatchResult match) -> match.group(1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Process start(Path root) throws IOException {
        var builder = new ProcessBuilder(root.resolve("bin/server").toString(), "run", "tocsin")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console.log").toFile());
        var path = builder.environment().get("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("TOCSIN_HTTP_PORT", service.substring(service.lastIndexOf(':') + 1));
        return builder.start();
    }

    private int get(String path, String credentials) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(service + path)).timeout(Duration.ofSeconds(30));
        if (!credentials.isEmpty()) {
            var encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + encoded);
        }
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
}
