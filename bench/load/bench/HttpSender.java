package bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection that is kept: a request, its answer, the next. A client of the JDK would cost more than what it measures. */
final class HttpSender implements Load.Delivery, AutoCloseable {

    private static final int MOST_MILLIS = 30_000;

    private final int port;
    private final byte[] head;
    private final byte[] body;
    private Socket socket;
    private InputStream answers;

    HttpSender(int port, String path, String token, int alerts) {
        this.port = port;
        body = Alerts.delivery(alerts);
        head = ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                        + token + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        connect();
    }

    private void connect() {
        try {
            socket = new Socket("localhost", port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(MOST_MILLIS);
            answers = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean send() throws IOException {
        Alerts.renew(body);
        var request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        socket.getOutputStream().write(request);
        int status = answer();
        if (status != 200 && status != 503) {
            throw new IOException("answered " + status);
        }
        return status == 200;
    }

    private int answer() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        boolean isLast = false;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            isLast |= lower.equals("connection: close");
        }
        answers.skipNBytes(length);
        if (isLast) {
            socket.close();
            connect();
        }
        return status;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = answers.read(); c != '\n'; c = answers.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
