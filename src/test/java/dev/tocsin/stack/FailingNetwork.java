package dev.tocsin.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between a client and the server that fails when the test says so: what is on its way is gone. */
final class FailingNetwork implements AutoCloseable {

    private final ServerSocket door;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param server where it leads to */
    FailingNetwork(URI server) {
        target = server.getPort();
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** The same address, by way of this network. */
    URI through(URI server) {
        return URI.create(server.toString().replace(":" + target, ":" + door.getLocalPort()));
    }

    /** Resets all connections; new ones may be made at once. */
    void fail() {
        open.forEach(FailingNetwork::reset);
    }

    private void accept() {
        try {
            while (true) {
                var client = door.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                start(() -> pump(client, server));
                start(() -> pump(server, client));
            }
        } catch (IOException e) {
            // The test is over.
            fail();
        }
    }

    private void pump(Socket from, Socket to) {
        try {
            var octets = new byte[4096];
            for (int count = from.getInputStream().read(octets);
                    count >= 0;
                    count = from.getInputStream().read(octets)) {
                to.getOutputStream().write(octets, 0, count);
            }
        } catch (IOException e) {
            // The network failed, or one of the two went: both go.
        } finally {
            reset(from);
            reset(to);
            open.remove(from);
            open.remove(to);
        }
    }

    /** Without the farewell of TCP: what is not read yet is dropped. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "failing-network");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
