package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.telemetry.Counts;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.SendResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final int MAX_BYTES = 100;

    /** A client that reads when the test says so. */
    private static final class SlowWire implements Outbox.Wire {
        private final List<String> written = new ArrayList<>();
        private final Deque<Consumer<SendResult>> underWay = new ArrayDeque<>();
        private final List<String> events = new ArrayList<>();

        @Override
        public void write(String text, Consumer<SendResult> done) {
            written.add(text);
            underWay.add(done);
        }

        @Override
        public void close(CloseReason reason) {
            events.add("closed " + reason.getCloseCode().getCode());
        }

        @Override
        public void giveUp() {
            events.add("given up");
        }

        @Override
        public void failed(Throwable failure) {
            events.add("failed");
        }

        void read() {
            underWay.remove().accept(new SendResult());
        }
    }

    private final Counts counts = new Counts();
    private final SlowWire wire = new SlowWire();
    private final Outbox outbox = new Outbox(wire, counts.realtime(), MAX_BYTES);

    @Test
    void oneWriteIsUnderWayAtATime() {
        outbox.deliver("1");
        outbox.deliver("2");
        assertThat(wire.written).containsExactly("1");
        assertThat(counts.of("app_messages_delivered_total")).isZero();

        wire.read();
        assertThat(wire.written).containsExactly("1", "2");
        assertThat(counts.of("app_messages_delivered_total")).isEqualTo(1);
    }

    @Test
    void aClientThatLetsTooMuchWaitIsGivenUp() {
        outbox.deliver("x".repeat(MAX_BYTES));
        assertThat(wire.events).isEmpty();
        outbox.deliver("y");

        assertThat(wire.events).containsExactly("given up");
        outbox.deliver("z");
        wire.read();
        assertThat(wire.written).hasSize(1);
        assertThat(wire.events).hasSize(1);
    }

    @Test
    void whatHasBeenReadMakesRoom() {
        for (int i = 0; i < 10; i++) {
            outbox.deliver("x".repeat(MAX_BYTES));
            wire.read();
        }

        assertThat(wire.written).hasSize(10);
        assertThat(wire.events).isEmpty();
    }

    @Test
    void aCloseComesAfterWhatWasSentBefore() {
        outbox.deliver("1");
        outbox.close(new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));
        outbox.deliver("late");
        assertThat(wire.events).isEmpty();
        wire.read();

        assertThat(wire.events).containsExactly("closed 1000");
        assertThat(wire.written).containsExactly("1");
    }

    @Test
    void aWriteThatFailsIsTheLast() {
        outbox.deliver("1");
        outbox.deliver("2");
        wire.underWay.remove().accept(new SendResult(new IllegalStateException("gone")));

        assertThat(wire.events).containsExactly("failed");
        assertThat(wire.written).containsExactly("1");
        assertThat(counts.of("app_messages_delivered_total")).isZero();
    }

    /** Writes that end at once must not pile up on the stack. */
    @Test
    void aFastClientCostsNoStack() {
        var count = new AtomicInteger();
        var fast = new Outbox(
                new Outbox.Wire() {
                    @Override
                    public void write(String text, Consumer<SendResult> done) {
                        count.incrementAndGet();
                        done.accept(new SendResult());
                    }

                    @Override
                    public void close(CloseReason reason) {}

                    @Override
                    public void giveUp() {}

                    @Override
                    public void failed(Throwable failure) {}
                },
                counts.realtime(),
                Integer.MAX_VALUE);
        IntStream.range(0, 100_000).forEach(i -> fast.deliver("x"));

        assertThat(count).hasValue(100_000);
    }

    /** Many publishers at once: nothing is lost, and never are two writes under way. */
    @Test
    void manyPublishersLoseNothing() throws InterruptedException {
        int publishers = 8;
        int each = 5_000;
        var underWay = new AtomicInteger();
        var most = new AtomicInteger();
        var count = new AtomicInteger();
        ExecutorService network = Executors.newFixedThreadPool(2);
        var shared = new Outbox(
                new Outbox.Wire() {
                    @Override
                    public void write(String text, Consumer<SendResult> done) {
                        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                        network.execute(() -> {
                            count.incrementAndGet();
                            underWay.decrementAndGet();
                            done.accept(new SendResult());
                        });
                    }

                    @Override
                    public void close(CloseReason reason) {
                        network.shutdown();
                    }

                    @Override
                    public void giveUp() {}

                    @Override
                    public void failed(Throwable failure) {}
                },
                counts.realtime(),
                Integer.MAX_VALUE);
        var threads = IntStream.range(0, publishers)
                .mapToObj(p -> new Thread(() -> IntStream.range(0, each).forEach(i -> shared.deliver("x"))))
                .toList();
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
        shared.close(new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));

        assertThat(network.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(count).hasValue(publishers * each);
        assertThat(most).hasValue(1);
    }
}
