package dev.tocsin.stack;

import java.io.IOException;
import java.net.URI;
import java.util.stream.Stream;

/** A process of its own with connected clients, for a test to kill. */
final class Crowd {

    static final String READY = "ready";

    private Crowd() {}

    /** Connects, says so, and waits for its standard input to end. */
    public static void main(String[] arguments) throws IOException {
        var clients = Stream.generate(() -> new RawClient(URI.create(arguments[0])))
                .limit(Integer.parseInt(arguments[1]))
                .toList();
        System.out.println(READY);
        System.in.read();
        clients.forEach(RawClient::close);
    }

    static Process start(URI app, int clients) throws IOException {
        var java = ProcessHandle.current().info().command().orElseThrow();
        var process = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Crowd.class.getName(),
                        app.toString(),
                        Integer.toString(clients))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!READY.equals(process.inputReader().readLine())) {
            throw new AssertionError("the clients have not connected");
        }
        return process;
    }
}
