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
import java.util.function.DoubleSupplier;

/**
 * Stands where Prometheus looks for a target, and shows the series that a test sets. Deliveries of alerts are taken and
 * forgotten.
 */
final class Exporter implements AutoCloseable {

    private final Map<String, DoubleSupplier> series = new ConcurrentHashMap<>();
    private final int port;
    private HttpServer server;

    Exporter(int port) {
        this.port = port;
        open();
    }

    int port() {
        return port;
    }

    /** Shows a gauge. */
    void set(String name, double value) {
        series.put(name, () -> value);
    }

    /** Shows a counter that goes on from where it was, by so much a second. */
    void grow(String name, double perSecond) {
        double from = series.getOrDefault(name, () -> 0).getAsDouble();
        long begun = System.nanoTime();
        series.put(name, () -> from + perSecond * (System.nanoTime() - begun) / 1e9);
    }

    /** The same in whole numbers, as what counts things does. */
    void count(String name, double perSecond) {
        grow(name, perSecond);
        var grown = series.get(name);
        series.put(name, () -> Math.floor(grown.getAsDouble()));
    }

    /** Shows what another series shows, less a difference. */
    void follow(String name, String other, double difference) {
        series.put(name, () -> series.get(other).getAsDouble() - difference);
    }

    /** Is there for Prometheus again. */
    void open() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                var text = text().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, text.length);
                exchange.getResponseBody().write(text);
            }
        });
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private String text() {
        var text = new StringBuilder();
        new TreeMap<>(series)
                .forEach((name, value) -> text.append(name)
                        .append(' ')
                        .append(value.getAsDouble())
                        .append('\n'));
        return text.toString();
    }
}
