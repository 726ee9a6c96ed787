package dev.tocsin.stack;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Stands where Prometheus looks for a target, and shows the series that a test sets. */
final class Exporter implements AutoCloseable {

    private final Map<String, Double> series = new ConcurrentHashMap<>();
    private final HttpServer server;

    Exporter(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                var text = text().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, text.length);
                exchange.getResponseBody().write(text);
            }
        });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Shows a gauge. */
    void set(String name, double value) {
        series.put(name, value);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private String text() {
        var text = new StringBuilder();
        new TreeMap<>(series)
                .forEach((name, value) ->
                        text.append(name).append(' ').append(value).append('\n'));
        return text.toString();
    }
}
