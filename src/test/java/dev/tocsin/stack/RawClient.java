package dev.tocsin.stack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A WebSocket on a bare socket, which holds little that is not read and does nothing by itself: no pong, no close. */
final class RawClient implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int RECEIVE_BUFFER = 16_384;
    private static final int CLOSE = 8;

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;

    /** What is put around a connection, such as TLS. */
    @FunctionalInterface
    interface Layer {
        Socket around(Socket connection) throws IOException;
    }

    private final Socket socket;
    private final DataInputStream in;
    private final int status;
    private final List<String> headers = new ArrayList<>();

    /** Connects and sends CONNECT. */
    RawClient(URI app) {
        this(app, "");
        send("CONNECT\naccept-version:1.2\nhost:tests\n\n^@");
        awaitFrame("CONNECTED\n");
    }

    /** Asks for the upgrade, and leaves it at that; {@code headers} are further ones with their ends of line. */
    RawClient(URI app, String headers) {
        this(app, headers, "127.0.0.1");
    }

    /** From another address of this machine. */
    RawClient(URI app, String headers, String from) {
        this(app, headers, from, connection -> connection);
    }

    RawClient(URI app, String headers, String from, Layer layer) {
        try {
            var connection = new Socket();
            connection.bind(new InetSocketAddress(from, 0));
            connection.setReceiveBufferSize(RECEIVE_BUFFER);
            connection.setSoTimeout((int) LIMIT.toMillis());
            connection.connect(new InetSocketAddress(app.getHost(), app.getPort()));
            socket = layer.around(connection);
            in = new DataInputStream(socket.getInputStream());
            socket.getOutputStream()
                    .write(("GET " + app.getPath() + " HTTP/1.1\r\nHost: " + app.getAuthority()
                                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                                    + "Sec-WebSocket-Protocol: v12.stomp\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            status = Integer.parseInt(line().split(" ")[1]);
            for (var header = line(); !header.isEmpty(); header = line()) {
                this.headers.add(header);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.readUnsignedByte(); octet != '\n'; octet = in.readUnsignedByte()) {
            line.write(octet);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    /** What the upgrade was answered. */
    int status() {
        return status;
    }

    /** The headers of that answer. */
    List<String> headers() {
        return headers;
    }

    /** Octets that are no frame, or half of one. */
    void sendOctets(byte... octets) {
        try {
            socket.getOutputStream().write(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes as a process that is killed does: what was not read makes it a reset. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A part of a message with a length of up to 65,535; masked with zeros, which changes nothing. */
    void sendFragment(int opcode, boolean isLast, byte... payload) {
        sendOctets(ByteBuffer.allocate(8 + payload.length)
                .put((byte) (opcode | (isLast ? 0x80 : 0)))
                .put((byte) (0x80 | 126))
                .putShort((short) payload.length)
                .putInt(0)
                .put(payload)
                .array());
    }

    /** One text message. */
    void send(String frame) {
        sendFragment(TEXT, true, frame.replace("^@", "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** The next message that begins so; the others are dropped. */
    String awaitFrame(String beginning) {
        while (true) {
            var frame = read();
            if (frame.opcode() == CLOSE) {
                throw new AssertionError("closed, " + code(frame));
            }
            if (frame.text().startsWith(beginning)) {
                return frame.text();
            }
        }
    }

    /** The code of the next close frame; what comes before it is dropped. */
    int awaitClose() {
        while (true) {
            var frame = read();
            if (frame.opcode() == CLOSE) {
                return code(frame);
            }
        }
    }

    /** The same, with the reason behind it. */
    String awaitGoodbye() {
        while (true) {
            var frame = read();
            if (frame.opcode() == CLOSE) {
                return goodbye(frame);
            }
        }
    }

    /** The next message, or the code and the reason of a close frame. */
    String awaitAnswer() {
        var frame = read();
        return frame.opcode() == CLOSE ? goodbye(frame) : frame.text();
    }

    private static String goodbye(Frame close) {
        return code(close) + close.text().substring(2);
    }

    private record Frame(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8).replace("\0", "^@");
        }
    }

    private static int code(Frame close) {
        return ByteBuffer.wrap(close.payload()).getShort() & 0xffff;
    }

    private Frame read() {
        try {
            int opcode = in.readUnsignedByte() & 0xf;
            long length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            return new Frame(opcode, in.readNBytes(Math.toIntExact(length)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
