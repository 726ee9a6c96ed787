package dev.tocsin.stack;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** A stack of its own for the tests: own folder, own ports, durations divided by {@link #SPEED}. */
final class Stack implements AutoCloseable {

    /** A second stands for fifteen: Prometheus scrapes and evaluates every second. */
    static final int SPEED = 15;

    /** Limits that a test can reach. */
    static final int MAX_CONNECTIONS = 300;

    static final int MAX_CONNECTIONS_PER_ADDRESS = 200;

    /** Less than the default. */
    static final int MAX_MESSAGE_BYTES = 400_000;

    /** More than the default. */
    static final Duration READ_TIMEOUT = Duration.ofSeconds(12);

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    static final Duration HEART_BEAT = Duration.ofSeconds(1);

    static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(15);

    static final Duration SILENCE_LENGTH = Duration.ofSeconds(20);

    static final int MAX_STREAMS = 20;

    static final String ALLOWED_ORIGIN = "https://allowed.example";

    static final Path FOLDER = Path.of("target/stack").toAbsolutePath();

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<String, String> environment = new HashMap<>();
    private final Sink sink = new Sink();

    private final Path folder;

    private Stack(Path folder, Map<String, String> settings) {
        this.folder = folder;
        for (var name : List.of(
                "HTTP", "PROMETHEUS", "ALERTMANAGER", "NODE_EXPORTER", "BLACKBOX_EXPORTER", "PROXY", "PROXY_TLS")) {
            String port;
            do {
                port = Integer.toString(freePort());
            } while (environment.containsValue(port));
            environment.put("TOCSIN_" + name + "_PORT", port);
        }
        environment.put("TOCSIN_STATE", folder.toString());
        environment.put("TOCSIN_RUNTIME", "native");
        environment.put("TOCSIN_SPEED", Integer.toString(SPEED));
        environment.put("TOCSIN_REALTIME_MAX_CONNECTIONS", Integer.toString(MAX_CONNECTIONS));
        environment.put("TOCSIN_REALTIME_MAX_CONNECTIONS_PER_ADDRESS", Integer.toString(MAX_CONNECTIONS_PER_ADDRESS));
        environment.put("TOCSIN_REALTIME_MAX_MESSAGE_BYTES", Integer.toString(MAX_MESSAGE_BYTES));
        environment.put("TOCSIN_HTTP_READ_TIMEOUT", READ_TIMEOUT.toSeconds() + "s");
        environment.put("TOCSIN_REALTIME_CONNECT_TIMEOUT", CONNECT_TIMEOUT.toString());
        environment.put("TOCSIN_REALTIME_PING_INTERVAL", "PT5S");
        environment.put("TOCSIN_REALTIME_MAX_MESSAGE_RATE", "20000");
        environment.put("TOCSIN_REALTIME_HEART_BEAT", HEART_BEAT.toString());
        environment.put("TOCSIN_WITNESS_HEARTBEAT_TIMEOUT", HEARTBEAT_TIMEOUT.toString());
        environment.put("TOCSIN_RESPONSE_SILENCE_LENGTH", SILENCE_LENGTH.toString());
        environment.put("TOCSIN_RESPONSE_RECONCILE_INTERVAL", "PT1S");
        environment.put("TOCSIN_STREAM_MAX_STREAMS", Integer.toString(MAX_STREAMS));
        environment.put("TOCSIN_REALTIME_ALLOWED_ORIGINS", ALLOWED_ORIGIN);
        environment.put("TOCSIN_REVIEW_INTERVAL", "PT5S");
        environment.put("TOCSIN_REVIEW_REPORTS", "weekly");
        // Tests tell of alerts that fire in no Prometheus: they must not be found missing there meanwhile.
        environment.put("TOCSIN_COMPLETENESS_PATIENCE", "PT1H");
        environment.put("TOCSIN_PAGERDUTY_URL", sink.pagerDutyUrl().toString());
        environment.putAll(settings);
    }

    static Stack start() {
        return start(FOLDER, Map.of());
    }

    /** Another one: with settings of its own, and only some of the parts, or all if none is named. */
    static Stack start(Path folder, Map<String, String> settings, String... parts) {
        return start(folder, settings, Map.of(), parts);
    }

    /** @param variables of the server that are secret, as files of their own */
    static Stack start(Path folder, Map<String, String> settings, Map<String, String> variables, String... parts) {
        var stack = new Stack(folder, settings);
        stack.monitor("down");
        delete(folder);
        write(folder.resolve("secrets/tocsin-slack-url"), stack.sink.slackUrl().toString());
        write(folder.resolve("secrets/tocsin-pagerduty-key"), "0123456789abcdef0123456789abcdef");
        variables.forEach(
                (name, value) -> write(folder.resolve("secrets/variables").resolve(name), value));
        if (settings.containsValue("postgresql")) {
            write(folder.resolve("secrets/variables/tocsin.db.password"), PostgresServer.PASSWORD);
        }
        var up = new ArrayList<>(List.of("up"));
        up.addAll(List.of(parts));
        stack.monitor(up.toArray(String[]::new)).orFail();
        return stack;
    }

    @Override
    public void close() {
        monitor("down").orFail();
        sink.close();
    }

    /** Runs {@code monitor.sh} on this stack. */
    Command monitor(String... arguments) {
        return monitor(LIMIT, arguments);
    }

    Command monitor(Duration limit, String... arguments) {
        var words = new ArrayList<>(List.of("./scripts/monitor.sh"));
        words.addAll(List.of(arguments));
        return Command.run(limit, environment, words);
    }

    /** Runs commands as a document writes them, on this stack instead of one with the usual ports and folder. */
    Command shell(String commands) {
        var here = commands.replace("localhost:9080", app("").getAuthority())
                .replace("localhost:9090", prometheus("").getAuthority())
                .replace("localhost:9093", alertmanager("").getAuthority())
                .replace("localhost:9100", uri("TOCSIN_NODE_EXPORTER_PORT", "").getAuthority())
                .replace(
                        "localhost:9115",
                        uri("TOCSIN_BLACKBOX_EXPORTER_PORT", "").getAuthority())
                .replace(".tocsin/stack", folder.toString());
        return Command.run(LIMIT, environment, List.of("bash", "-euo", "pipefail", "-c", here));
    }

    Sink sink() {
        return sink;
    }

    URI app(String path) {
        return uri("TOCSIN_HTTP_PORT", path);
    }

    URI prometheus(String path) {
        return uri("TOCSIN_PROMETHEUS_PORT", path);
    }

    URI alertmanager(String path) {
        return uri("TOCSIN_ALERTMANAGER_PORT", path);
    }

    /** Where nginx is, if it is started with this stack's files. */
    URI proxy(String path) {
        return uri("TOCSIN_PROXY_PORT", path);
    }

    /** The same with TLS. */
    URI secureProxy(String path) {
        return URI.create("https://localhost:" + environment.get("TOCSIN_PROXY_TLS_PORT") + path);
    }

    /** The pid of a part. */
    long pid(String part) {
        return Long.parseLong(
                read(folder.resolve("run/" + part + ".pid")).strip().split(" ")[0]);
    }

    String password() {
        return password("oncall");
    }

    String password(String user) {
        return read(folder.resolve("secrets/" + user + "-password")).strip();
    }

    /** What a script sends as HTTP Basic. */
    String credentials(String user) {
        return "Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password(user)).getBytes(StandardCharsets.UTF_8));
    }

    String witnessToken() {
        return read(folder.resolve("secrets/tocsin-webhook-token")).strip();
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    String get(URI uri) {
        var response = send(HttpRequest.newBuilder(uri));
        if (response.statusCode() != 200) {
            throw new AssertionError(uri + " answers " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /** An answer of the service's API to the person on call. */
    JsonObject api(String path) {
        return json(text(path)).asJsonObject();
    }

    /** The same, as it came. */
    String text(String path) {
        var response = send(HttpRequest.newBuilder(app("/api" + path)).header("Authorization", credentials("oncall")));
        if (response.statusCode() != 200) {
            throw new AssertionError(path + " answers " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /** What Prometheus answers to an instant query. */
    JsonArray query(String expression) {
        return result("/api/v1/query?query=" + encoded(expression));
    }

    /** What it answers to a query over a time. */
    JsonArray query(String expression, Instant start, Instant end, Duration step) {
        return result("/api/v1/query_range?query=%s&start=%s&end=%s&step=%d"
                .formatted(encoded(expression), start, end, step.toSeconds()));
    }

    private JsonArray result(String path) {
        return json(get(prometheus(path))).asJsonObject().getJsonObject("data").getJsonArray("result");
    }

    private static String encoded(String expression) {
        return URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }

    /** The value of a series in the service's own {@code /metrics}; labels as they stand there. */
    double metric(String series) {
        return get(app("/metrics"))
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no series " + series));
    }

    static JsonStructure json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.read();
        }
    }

    private URI uri(String portName, String path) {
        return URI.create("http://localhost:" + environment.get(portName) + path);
    }

    /** Not one that the system may give to somebody's connection while a part that is restarted is away. */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (var socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody has it: another one, then.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        Command.run(Duration.ofMinutes(1), Map.of(), List.of("rm", "-rf", folder.toString()))
                .orFail();
    }
}
