package bench.stomp;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** What a server says of itself. */
final class Metrics {

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;

    Metrics(Target target) {
        server = URI.create("http://127.0.0.1:" + target.port());
    }

    String scrape() throws IOException {
        return get("/metrics");
    }

    /** Of a server that can be switched. */
    void switchTo(boolean on) throws IOException {
        get("/switch?on=" + on);
    }

    private String get(String path) throws IOException {
        try {
            var request = HttpRequest.newBuilder(server.resolve(path)).build();
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IOException(path + " answers " + response.statusCode());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** @param series with its labels as they stand there */
    double value(String series) throws IOException {
        return scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("no " + series));
    }
}
