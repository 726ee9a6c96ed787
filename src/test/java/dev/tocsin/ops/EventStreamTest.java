package dev.tocsin.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class EventStreamTest {

    /** A client that reads when the test lets it, in a container that wants to be asked before each write. */
    private static final class Client extends ServletOutputStream {
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private boolean isReading = true;
        private boolean wasAsked;
        private boolean isGone;
        private final CountDownLatch isBeingWritten = new CountDownLatch(1);

        @Override
        public boolean isReady() {
            wasAsked = isReading;
            return isReading;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (isGone) {
                throw new IOException("connection reset");
            }
            assertThat(wasAsked).as("asked whether it can be written to").isTrue();
            wasAsked = false;
            isBeingWritten.countDown();
            synchronized (this) {
                read.write(bytes, from, length);
            }
        }

        @Override
        public void flush() {
            assertThat(wasAsked).as("asked before it is flushed").isTrue();
            wasAsked = false;
        }

        String read() {
            return read.toString(StandardCharsets.UTF_8);
        }
    }

    private final Client client = new Client();
    private final List<String> calls = new ArrayList<>();
    private final List<EventStream> gone = new ArrayList<>();
    private final EventStream stream = stream(Runnable::run);

    private EventStream stream(Executor executor) {
        var response = proxy(ServletResponse.class, "getOutputStream", client);
        try {
            return new EventStream(
                    proxy(AsyncContext.class, "getResponse", response), Optional.empty(), 10, executor, gone::add);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private <T> T proxy(Class<T> type, String getter, Object got) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            calls.add(method.getName());
            return method.getName().equals(getter) ? got : null;
        }));
    }

    @Test
    void nothingIsWrittenBeforeTheContainerSaysSo() {
        assertThat(stream.offer("one")).isTrue();
        assertThat(client.read()).isEmpty();
        stream.onWritePossible();
        assertThat(client.read()).isEqualTo("one");
        assertThat(stream.offer("two")).isTrue();
        assertThat(client.read()).isEqualTo("onetwo");
    }

    @Test
    void whatAClientDoesNotReadWaitsUpToTheBound() {
        stream.onWritePossible();
        client.isReading = false;
        assertThat(stream.offer("12345")).isTrue();
        assertThat(stream.offer("67890")).isTrue();
        assertThat(stream.offer("1")).isFalse();
        assertThat(stream.isOver()).isFalse();

        client.isReading = true;
        stream.onWritePossible();
        assertThat(client.read()).isEqualTo("1234567890");
        assertThat(stream.offer("1234567890")).isTrue();
    }

    /** As Open Liberty does: it calls the listener under the lock that its output takes. */
    @Test
    void whoWritesAndTheContainerDoNotWaitForEachOther() {
        stream.onWritePossible();
        var calledBack = CompletableFuture.runAsync(() -> {
            synchronized (client) {
                CompletableFuture.runAsync(() -> stream.offer("one"));
                await().until(() -> client.isBeingWritten.getCount() == 0);
                stream.onWritePossible();
            }
        });
        assertThat(calledBack).succeedsWithin(Duration.ofSeconds(10));
        await().until(() -> client.read().equals("one"));
    }

    /** As Open Liberty does: it writes to whoever does not read until he does. */
    @Test
    void whoOffersDoesNotWaitForWhoDoesNotRead() {
        var slow = stream(CompletableFuture::runAsync);
        synchronized (client) {
            slow.onWritePossible();
            assertThat(CompletableFuture.supplyAsync(() -> slow.offer("12345") && slow.offer("67890")))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo(true);
        }
        await().until(() -> client.read().equals("1234567890"));
    }

    @Test
    void whatWaitsIsNotWrittenWhenItIsEnded() {
        stream.onWritePossible();
        client.isReading = false;
        stream.offer("late");
        stream.end();
        assertThat(calls).doesNotContain("complete");
        client.isReading = true;
        stream.onWritePossible();
        assertThat(client.read()).isEmpty();
        assertThat(calls).containsOnlyOnce("complete");
        assertThat(stream.offer("later")).isFalse();
    }

    @Test
    void aClientThatIsGoneIsNoticedByWriting() {
        stream.onWritePossible();
        client.isGone = true;
        assertThat(stream.offer("one")).isFalse();
        assertThat(stream.isOver()).isTrue();
        assertThat(calls).containsOnlyOnce("complete");
        assertThat(gone).as("who offers sees it himself").isEmpty();

        stream.onError(new IOException("again"));
        assertThat(gone).containsExactly(stream);
        assertThat(calls).containsOnlyOnce("complete");
    }
}
