package bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;

/** The server under test. */
record Server(int port, long pid, String token) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    HttpSender intake(int alerts) {
        return new HttpSender(port, "/api/v2/alerts", token, alerts);
    }

    HttpSender bare(int alerts) {
        return new HttpSender(port, "/bare/alerts", token, alerts);
    }

    URI webSocket() {
        return URI.create("ws://localhost:" + port + "/ws");
    }

    long recorded() throws IOException, InterruptedException {
        return (long) metric("app_alert_chain_length{");
    }

    /** What is left of the heap behind a full collection. */
    long heapBytes() throws IOException, InterruptedException {
        var collect = new ProcessBuilder("jcmd", Long.toString(pid), "GC.run")
                .redirectErrorStream(true)
                .start();
        collect.getInputStream().readAllBytes();
        if (collect.waitFor() != 0) {
            throw new IOException("jcmd cannot reach the server");
        }
        return (long) metric("memory_usedHeap_bytes{");
    }

    private double metric(String beginning) throws IOException, InterruptedException {
        // The length of the chain is read once a second.
        Thread.sleep(1100);
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("/metrics does not have " + beginning));
    }

    /** Whether the whole record holds, as the service itself says. */
    boolean holds() throws IOException, InterruptedException {
        return get("/api/audit/verification").contains("\"holds\":true");
    }

    String get(String path) throws IOException, InterruptedException {
        var credentials = Base64.getEncoder().encodeToString("bench:bench".getBytes());
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Basic " + credentials)
                .timeout(Duration.ofMinutes(5))
                .build();
        var response = HTTP.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + " answers " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }
}
