package bench.stomp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * No broker, but what the sockets cost any: it checks nothing, waits for nobody and writes a frame as soon as it has it.
 * What it reaches is the ceiling, the kernel's and the generator's.
 */
final class Sockets {

    private static final byte[] UPGRADED = Stomp.octets("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");

    private final Selector selector = Selector.open();
    private final ByteBuffer input = ByteBuffer.allocateDirect(1 << 16);
    private final ByteBuffer output = ByteBuffer.allocateDirect(1 << 12);
    private final Map<String, List<Peer>> topics = new HashMap<>();

    /** One connection, and where it subscribed. */
    private static final class Peer {
        private final SocketChannel channel;
        private boolean isUpgraded;
        private List<Peer> topic = new ArrayList<>();
        private byte[] rest = {};

        Peer(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private Sockets() throws IOException {}

    public static void main(String[] arguments) throws IOException {
        new Sockets().run(Integer.parseInt(arguments[0]));
    }

    private void run(int port) throws IOException {
        var server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", port), 4096);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        while (true) {
            selector.select(key -> {
                try {
                    if (key.isAcceptable()) {
                        accept(server);
                    } else {
                        read((Peer) key.attachment());
                    }
                } catch (IOException e) {
                    key.cancel();
                }
            });
        }
    }

    private void accept(ServerSocketChannel server) throws IOException {
        for (var channel = server.accept(); channel != null; channel = server.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, new Peer(channel));
        }
    }

    private void read(Peer peer) throws IOException {
        input.clear().put(peer.rest);
        if (peer.channel.read(input) < 0) {
            peer.topic.remove(peer);
            peer.channel.close();
            return;
        }
        input.flip();
        if (!peer.isUpgraded) {
            peer.isUpgraded = true;
            input.position(input.limit());
            write(peer, ByteBuffer.wrap(UPGRADED));
        }
        while (peer.channel.isOpen() && take(peer)) {}
        peer.rest = new byte[input.remaining()];
        input.get(peer.rest);
    }

    private boolean take(Peer peer) throws IOException {
        int at = input.position();
        if (input.remaining() < 8) {
            return false;
        }
        int length = input.get(at + 1) & 0x7f;
        int head = length == 126 ? 8 : 6;
        length = length == 126 ? input.getShort(at + 2) & 0xffff : length;
        if (input.remaining() < head + length) {
            return false;
        }
        var payload = new byte[length];
        input.get(at + head, payload);
        for (int i = 0; i < length; i++) {
            payload[i] ^= input.get(at + head - 4 + (i & 3));
        }
        input.position(at + head + length);
        if ((input.get(at) & 0x0f) == 8) {
            peer.topic.remove(peer);
            peer.channel.close();
        } else {
            stomp(peer, new String(payload, StandardCharsets.UTF_8));
        }
        return true;
    }

    private void stomp(Peer peer, String frame) throws IOException {
        if (frame.startsWith("SEND")) {
            var body = frame.substring(frame.indexOf("\n\n"));
            frame("MESSAGE\nsubscription:0\nmessage-id:1\ndestination:" + destination(frame) + "\ncontent-length:128" + body);
            for (var each : topics.getOrDefault(destination(frame), List.of())) {
                write(each, output.rewind());
            }
        } else if (frame.startsWith("SUBSCRIBE")) {
            peer.topic = topics.computeIfAbsent(destination(frame), name -> new ArrayList<>());
            peer.topic.add(peer);
        } else {
            frame("CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0");
            write(peer, output);
        }
    }

    private static String destination(String frame) {
        int at = frame.indexOf("destination:") + "destination:".length();
        return frame.substring(at, frame.indexOf('\n', at));
    }

    private void frame(String text) {
        var payload = Stomp.octets(text);
        output.clear().put((byte) 0x81);
        if (payload.length < 126) {
            output.put((byte) payload.length);
        } else {
            output.put((byte) 126).putShort((short) payload.length);
        }
        output.put(payload).flip();
    }

    private static void write(Peer peer, ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            peer.channel.write(octets);
        }
    }
}
