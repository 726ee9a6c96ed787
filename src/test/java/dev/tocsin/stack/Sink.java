package dev.tocsin.stack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands in Slack's and PagerDuty's place and keeps what Alertmanager sends them. */
final class Sink implements AutoCloseable {

    private final HttpServer server;
    private final Queue<JsonObject> slack = new ConcurrentLinkedQueue<>();
    private final Queue<JsonObject> pagerDuty = new ConcurrentLinkedQueue<>();

    private volatile boolean slackIsGone;

    Sink() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/slack", exchange -> {
            if (slackIsGone) {
                refuse(exchange);
            } else {
                keep(exchange, slack, 200, "ok");
            }
        });
        server.createContext(
                "/pagerduty",
                exchange -> keep(exchange, pagerDuty, 202, "{\"status\":\"success\",\"dedup_key\":\"x\"}"));
        server.start();
    }

    private static void keep(HttpExchange exchange, Queue<JsonObject> into, int status, String answer)
            throws IOException {
        try (exchange;
                var reader = Json.createReader(
                        new ByteArrayInputStream(exchange.getRequestBody().readAllBytes()))) {
            into.add(reader.readObject());
            exchange.sendResponseHeaders(status, answer.length());
            exchange.getResponseBody().write(answer.getBytes());
        }
    }

    /** As Slack answers for a webhook that was revoked. */
    private static void refuse(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(404, -1);
        }
    }

    /** Whether Slack knows the webhook no more. */
    void slackIsGone(boolean gone) {
        slackIsGone = gone;
    }

    URI slackUrl() {
        return url("slack");
    }

    URI pagerDutyUrl() {
        return url("pagerduty");
    }

    /** Every message that Slack would have got, in order. */
    List<JsonObject> slack() {
        return List.copyOf(slack);
    }

    /** Every event that PagerDuty would have got, in order. */
    List<JsonObject> pagerDuty() {
        return List.copyOf(pagerDuty);
    }

    void forget() {
        slack.clear();
        pagerDuty.clear();
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + path);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
