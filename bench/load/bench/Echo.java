package bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A STOMP client that sends itself a message every few milliseconds and times its way back. */
final class Echo implements WebSocket.Listener {

    /** Something that takes a while. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private static final int PAUSE_MILLIS = 1;

    private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    private Echo() {}

    static Times during(URI url, Work work) throws Exception {
        var worker = new WorkThread(work);
        var echo = new Echo();
        var socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("v12.stomp")
                .buildAsync(url, echo)
                .join();
        socket.sendText("CONNECT\naccept-version:1.2\nhost:bench\n\n\0", true).join();
        echo.await();
        socket.sendText("SUBSCRIBE\nid:1\ndestination:/topic/bench\n\n\0", true).join();
        worker.start();
        var nanos = new long[1 << 16];
        int count = 0;
        while (worker.isAlive() && count < nanos.length) {
            long start = System.nanoTime();
            socket.sendText("SEND\ndestination:/topic/bench\n\nhello\0", true).join();
            echo.await();
            nanos[count++] = System.nanoTime() - start;
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        socket.abort();
        worker.finish();
        return Times.of(nanos, count);
    }

    private void await() throws InterruptedException {
        if (received.poll(30, TimeUnit.SECONDS) == null) {
            throw new IllegalStateException("no answer within 30 s");
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received.add(partial.toString());
            partial.setLength(0);
        }
        socket.request(1);
        return null;
    }

    private static final class WorkThread extends Thread {
        private final Work work;
        private Exception failure;

        WorkThread(Work work) {
            this.work = work;
        }

        @Override
        public void run() {
            try {
                work.run();
            } catch (Exception e) {
                failure = e;
            }
        }

        void finish() throws Exception {
            join();
            if (failure != null) {
                throw failure;
            }
        }
    }
}
