package bench.stomp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** All connections of the generator on one thread: one selector, one buffer to read into. */
final class Loop implements AutoCloseable {

    private final Selector selector = Selector.open();
    private final ByteBuffer input = ByteBuffer.allocateDirect(1 << 18);
    private final List<Client> clients = new ArrayList<>();

    Loop() throws IOException {}

    Selector selector() {
        return selector;
    }

    ByteBuffer input() {
        return input;
    }

    void add(Client client) {
        clients.add(client);
    }

    /**
     * Serves the connections until something is so.
     *
     * @param seconds after which it fails instead
     */
    void until(String what, double seconds, BooleanSupplier isSo) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IOException("not within " + seconds + " s: " + what);
            }
            selector.select(this::serve, 10);
        }
    }

    void forSeconds(double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            selector.select(this::serve, Math.max(1, (end - now) / 1_000_000));
        }
    }

    /** Serves what is there and does not wait: for loads with a clock, which a wait of whole milliseconds would blur. */
    void poll() throws IOException {
        selector.selectNow(this::serve);
    }

    private void serve(SelectionKey key) {
        try {
            ((Client) key.attachment()).serve();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes leave of all, and waits until the server has let them go. */
    @Override
    public void close() throws IOException {
        try (selector) {
            for (var client : clients) {
                client.leave();
            }
            long end = System.nanoTime() + 20_000_000_000L;
            while (clients.stream().anyMatch(Client::isOpen) && System.nanoTime() < end) {
                selector.select(this::serve, 10);
            }
        } finally {
            for (var client : clients) {
                client.abort();
            }
        }
    }
}
