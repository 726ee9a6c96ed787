package dev.tocsin.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** The way between clients and the service, which can be cut as networks are: nothing arrives, and nobody is told. */
final class Wire implements AutoCloseable {

    private final ServerSocket entrance;
    private final URI target;
    private final List<Socket> ends = new CopyOnWriteArrayList<>();
    private final CountDownLatch mended = new CountDownLatch(1);
    private volatile boolean isCut;

    Wire(URI target) {
        this.target = target;
        try {
            entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** The same address at this end of it. */
    URI entrance() {
        return URI.create("http://localhost:" + entrance.getLocalPort() + target.getPath());
    }

    void cut() {
        isCut = true;
    }

    private void accept() throws IOException {
        while (true) {
            var near = entrance.accept();
            var far = new Socket(target.getHost(), target.getPort());
            ends.addAll(List.of(near, far));
            daemon(() -> pump(near, far));
            daemon(() -> pump(far, near));
        }
    }

    private void pump(Socket from, Socket to) throws IOException {
        var buffer = new byte[8192];
        for (int read = from.getInputStream().read(buffer);
                read > 0;
                read = from.getInputStream().read(buffer)) {
            if (isCut) {
                awaitMending();
            }
            to.getOutputStream().write(buffer, 0, read);
        }
        if (isCut) {
            awaitMending();
        }
        to.shutdownOutput();
    }

    private void awaitMending() {
        try {
            mended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One end of it has closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            entrance.close();
            for (var end : ends) {
                end.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mended.countDown();
    }
}
