package bench.stomp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One STOMP client over a raw WebSocket (RFC 6455). It reads only as much of a frame as it has to know, and never a
 * library's objects: what it costs stays small beside any server.
 */
final class Client {

    /** Told of what the server sends. */
    interface Listener {
        /** CONNECTED has come. */
        default void ready(Client client) throws IOException {}

        /** A MESSAGE has come with this number in its body. */
        default void message(Client client, int number) throws IOException {}
    }

    private enum State {
        CONNECTING,
        UPGRADING,
        OPEN,
        LEAVING,
        CLOSED
    }

    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final byte[] MASK = {0x5a, 0x17, (byte) 0xc3, 0x6e};
    private static final byte[] NOTHING = {};

    private final Loop loop;
    private final Target target;
    private final Listener listener;
    private final SocketChannel channel;
    private final SelectionKey key;
    private State state = State.CONNECTING;
    private int subscriptions;
    private int closeCode;
    /** The beginning of a frame whose end has not come yet. */
    private byte[] rest = NOTHING;

    private ByteBuffer unwritten;

    /** @param from the loopback address to connect from: each has ports of its own */
    Client(Loop loop, Target target, String from, Listener listener) throws IOException {
        this.loop = loop;
        this.target = target;
        this.listener = listener;
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.bind(new InetSocketAddress(from, 0));
        key = channel.register(loop.selector(), SelectionKey.OP_CONNECT, this);
        loop.add(this);
        if (channel.connect(new InetSocketAddress("127.0.0.1", target.port()))) {
            upgrade();
        }
    }

    /** That of the server's close frame; 0 if none has come. */
    int closeCode() {
        return closeCode;
    }

    boolean isOpen() {
        return state != State.CLOSED;
    }

    void serve() throws IOException {
        if (state == State.CLOSED) {
            return;
        }
        if (key.isConnectable()) {
            channel.finishConnect();
            upgrade();
        }
        if (key.isValid() && key.isWritable()) {
            writeRest();
        }
        if (key.isValid() && key.isReadable()) {
            read();
        }
    }

    private void upgrade() throws IOException {
        state = State.UPGRADING;
        key.interestOps(SelectionKey.OP_READ);
        write(("GET " + target.path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + target.port()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + (target.speaksStomp() ? "Sec-WebSocket-Protocol: v12.stomp\r\n" : "") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    void subscribe(String destination) throws IOException {
        send(Stomp.subscribe(destination, subscriptions++));
    }

    /** Sends a STOMP frame in a text message. */
    void send(byte[] frame) throws IOException {
        write(masked(TEXT, frame));
    }

    private static byte[] masked(int opcode, byte[] payload) {
        int head = payload.length < 126 ? 6 : 8;
        var octets = new byte[head + payload.length];
        octets[0] = (byte) (0x80 | opcode);
        if (head == 6) {
            octets[1] = (byte) (0x80 | payload.length);
        } else {
            octets[1] = (byte) 0xfe;
            octets[2] = (byte) (payload.length >> 8);
            octets[3] = (byte) payload.length;
        }
        System.arraycopy(MASK, 0, octets, head - 4, 4);
        for (int i = 0; i < payload.length; i++) {
            octets[head + i] = (byte) (payload[i] ^ MASK[i & 3]);
        }
        return octets;
    }

    private void write(byte[] octets) throws IOException {
        if (unwritten != null) {
            int left = unwritten.remaining();
            var joined = new byte[left + octets.length];
            unwritten.get(joined, 0, left);
            System.arraycopy(octets, 0, joined, left, octets.length);
            unwritten = ByteBuffer.wrap(joined);
            return;
        }
        var buffer = ByteBuffer.wrap(octets);
        channel.write(buffer);
        if (buffer.hasRemaining()) {
            unwritten = buffer;
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    private void writeRest() throws IOException {
        channel.write(unwritten);
        if (!unwritten.hasRemaining()) {
            unwritten = null;
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private void read() throws IOException {
        var input = loop.input();
        input.clear().put(rest);
        rest = NOTHING;
        int count;
        try {
            count = channel.read(input);
        } catch (IOException e) {
            count = -1;
        }
        if (count < 0) {
            if (state != State.LEAVING) {
                throw new IOException(target.name() + " has cut a connection off that was " + state);
            }
            abort();
            return;
        }
        input.flip();
        if (state == State.UPGRADING) {
            upgraded(input);
        }
        while (state != State.UPGRADING && state != State.CLOSED && takeFrame(input)) {}
        if (input.hasRemaining() && state != State.CLOSED) {
            rest = new byte[input.remaining()];
            input.get(rest);
        }
    }

    private void upgraded(ByteBuffer input) throws IOException {
        int end = -1;
        for (int i = input.position(); i + 3 < input.limit() && end < 0; i++) {
            if (input.get(i) == '\r' && input.get(i + 1) == '\n' && input.get(i + 2) == '\r' && input.get(i + 3) == '\n') {
                end = i + 4;
            }
        }
        if (end < 0) {
            return;
        }
        var head = new byte[end - input.position()];
        input.get(head);
        var answer = new String(head, StandardCharsets.ISO_8859_1);
        if (!answer.startsWith("HTTP/1.1 101")) {
            throw new IOException(target.name() + " answers " + answer.lines().findFirst().orElse(""));
        }
        state = State.OPEN;
        send(Stomp.CONNECT);
    }

    /** Takes the next WebSocket frame if all of it is there. */
    private boolean takeFrame(ByteBuffer input) throws IOException {
        int at = input.position();
        int available = input.remaining();
        if (available < 2) {
            return false;
        }
        int length = input.get(at + 1) & 0x7f;
        int head = 2;
        if (length == 126) {
            if (available < 4) {
                return false;
            }
            length = input.getShort(at + 2) & 0xffff;
            head = 4;
        } else if (length == 127) {
            throw new IOException("a frame of more than 64 KiB");
        }
        if (available < head + length) {
            return false;
        }
        input.position(at + head + length);
        take(input, input.get(at), at + head, at + head + length);
        return true;
    }

    private void take(ByteBuffer input, byte first, int from, int to) throws IOException {
        switch (first & 0x0f) {
            case TEXT, BINARY -> {
                if (first > 0) {
                    throw new IOException(target.name() + " sends a message in parts");
                }
                stomp(input, from, to);
            }
            case PING -> write(masked(PONG, octets(input, from, to)));
            case CLOSE -> {
                closeCode = to - from < 2 ? 0 : input.getShort(from) & 0xffff;
                if (state != State.LEAVING) {
                    throw new IOException(target.name() + " closes: " + text(input, Math.min(from + 2, to), to));
                }
            }
            default -> {}
        }
    }

    /** A WebSocket message is one STOMP frame or several, each up to its NUL; our bodies hold none. */
    private void stomp(ByteBuffer input, int from, int to) throws IOException {
        int begin = from;
        for (int at = from; at < to; at++) {
            byte octet = input.get(at);
            if (octet == 0) {
                frame(input, begin, at);
                begin = at + 1;
            } else if (octet == '\n' && at == begin) {
                begin++;
            }
        }
        if (begin < to) {
            throw new IOException(target.name() + " ends a message within a frame");
        }
    }

    private void frame(ByteBuffer input, int from, int to) throws IOException {
        switch (input.get(from)) {
            case 'M' -> listener.message(this, Stomp.number(input, to));
            case 'C' -> listener.ready(this);
            case 'E' -> {
                // Spring answers a DISCONNECT with one.
                if (state != State.LEAVING) {
                    throw new IOException(target.name() + ": " + text(input, from, to));
                }
            }
            default -> {}
        }
    }

    private static byte[] octets(ByteBuffer input, int from, int to) {
        var octets = new byte[to - from];
        input.get(from, octets);
        return octets;
    }

    private static String text(ByteBuffer input, int from, int to) {
        return new String(octets(input, from, to), StandardCharsets.UTF_8);
    }

    /** Begins to close; the server closes the connection itself (RFC 6455, section 7.1.1). */
    void leave() throws IOException {
        if (state == State.OPEN) {
            state = State.LEAVING;
            // Artemis gets slower with each connection that ends without one.
            if (target.speaksStomp()) {
                send(Stomp.DISCONNECT);
            }
            write(masked(CLOSE, new byte[] {0x03, (byte) 0xe8}));
        } else if (state != State.LEAVING) {
            abort();
        }
    }

    /** Reads nothing any more, and so answers nothing. */
    void stall() {
        key.interestOps(0);
    }

    /** Reads what was left to it, up to the end. */
    void wake() {
        state = State.LEAVING;
        key.interestOps(SelectionKey.OP_READ);
    }

    void abort() throws IOException {
        state = State.CLOSED;
        channel.close();
    }
}
