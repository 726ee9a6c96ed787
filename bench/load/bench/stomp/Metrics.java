package bench.stomp;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** What a server says of itself. */
final class Metrics {

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpRequest request;

    Metrics(Target target) {
        request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + target.port() + "/metrics"))
                .build();
    }

    String scrape() throws IOException {
        try {
            return http.send(request, BodyHandlers.ofString()).body();
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
