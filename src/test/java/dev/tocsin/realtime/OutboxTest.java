package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.telemetry.Counts;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final int MAX_BYTES = 100;

    /** A client that reads when the test says so. */
    private static final class SlowWire implements Outbox.Wire {
        private final List<String> written = new ArrayList<>();
        private final Deque<SendHandler> underWay = new ArrayDeque<>();
        private final List<String> events = new ArrayList<>();

        @Override
        public void write(Encoded frame, SendHandler done) {
            written.add(frame.toString());
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
            underWay.remove().onResult(new SendResult());
        }
    }

    private final Counts counts = new Counts();
    private final SlowWire wire = new SlowWire();
    private final Budget budget = new Budget(Long.MAX_VALUE);
    private final Outbox outbox = new Outbox(wire, counts.realtime(), budget, MAX_BYTES);

    @Test
    void oneWriteIsUnderWayAtATime() {
        outbox.add(Encoded.message("1"));
        outbox.add(Encoded.message("2"));
        assertThat(wire.written).containsExactly("1");
        assertThat(counts.of("app_messages_delivered_total")).isZero();

        wire.read();
        assertThat(wire.written).containsExactly("1", "2");
        assertThat(counts.of("app_messages_delivered_total")).isEqualTo(1);
    }

    @Test
    void whatWaitsIsWrittenTogether() {
        outbox.add(Encoded.message("1"));
        outbox.add(Encoded.message("2"));
        outbox.add(Encoded.message(new byte[] {-1}));
        outbox.add(Encoded.message("3"));
        outbox.add(Encoded.message("4"));
        outbox.add(Encoded.PING);
        outbox.add(Encoded.message("5"));
        assertThat(budget.used()).isEqualTo(6);
        while (!wire.underWay.isEmpty()) {
            wire.read();
        }

        assertThat(wire.written).containsExactly("1", "2", "\u00ff", "34", "", "5");
        assertThat(counts.of("app_messages_delivered_total")).isEqualTo(6);
        assertThat(budget.used()).isZero();
    }

    /** A container allows a message of 8 KiB if nobody asks for more. */
    @Test
    void togetherTheyStayBelowWhatEveryClientTakes() {
        var large = new Outbox(wire, counts.realtime(), budget, Integer.MAX_VALUE);
        large.add(Encoded.message("first"));
        large.add(Encoded.message("x".repeat(10_000)));
        large.add(Encoded.message("y".repeat(4_096)));
        large.add(Encoded.message("z".repeat(4_096)));
        large.add(Encoded.message("last"));
        while (!wire.underWay.isEmpty()) {
            wire.read();
        }

        assertThat(wire.written).extracting(String::length).containsExactly(5, 10_000, 8_192, 4);
    }

    @Test
    void whatIsDroppedTogetherIsHeldNoLonger() {
        outbox.add(Encoded.message("1"));
        outbox.add(Encoded.message("2"));
        outbox.add(Encoded.message("3"));
        wire.read();
        assertThat(budget.used()).isEqualTo(2);
        outbox.discard();

        assertThat(budget.used()).isZero();
    }

    @Test
    void aClientThatLetsTooMuchWaitIsGivenUp() {
        outbox.add(Encoded.message("x".repeat(MAX_BYTES)));
        assertThat(wire.events).isEmpty();
        outbox.add(Encoded.message("y"));

        assertThat(wire.events).containsExactly("given up");
        outbox.add(Encoded.message("z"));
        wire.read();
        assertThat(wire.written).hasSize(1);
        assertThat(wire.events).hasSize(1);
    }

    @Test
    void whatHasBeenReadMakesRoom() {
        for (int i = 0; i < 10; i++) {
            outbox.add(Encoded.message("x".repeat(MAX_BYTES)));
            wire.read();
        }

        assertThat(wire.written).hasSize(10);
        assertThat(wire.events).isEmpty();
    }

    @Test
    void aCloseComesAfterWhatWasSentBefore() {
        outbox.add(Encoded.message("1"));
        outbox.close(new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));
        outbox.add(Encoded.message("late"));
        assertThat(wire.events).isEmpty();
        wire.read();

        assertThat(wire.events).containsExactly("closed 1000");
        assertThat(wire.written).containsExactly("1");
    }

    @Test
    void aWriteThatFailsIsTheLast() {
        outbox.add(Encoded.message("1"));
        outbox.add(Encoded.message("2"));
        wire.underWay.remove().onResult(new SendResult(new IllegalStateException("gone")));

        assertThat(wire.events).containsExactly("failed");
        assertThat(wire.written).containsExactly("1");
        assertThat(counts.of("app_messages_delivered_total")).isZero();
    }

    @Test
    void whatManyHoldCountsOnceAndUntilNobodyHoldsIt() {
        var other = new SlowWire();
        var second = new Outbox(other, counts.realtime(), budget, MAX_BYTES);
        var frame = Encoded.message("x".repeat(60));
        outbox.add(frame);
        second.add(frame);
        assertThat(budget.used()).isEqualTo(60);

        wire.read();
        assertThat(budget.used()).isEqualTo(60);
        second.discard();
        assertThat(budget.used()).isZero();
        other.read();
        assertThat(budget.used()).isZero();
    }

    /** Three who do not read share the budget, and leave a share of it to those who do. */
    @Test
    void allOutboxesTogetherAreBounded() {
        var small = new Budget(400);
        for (int i = 0; i < 3; i++) {
            var stalled = new Outbox(new SlowWire(), counts.realtime(), small, Integer.MAX_VALUE);
            for (int j = 0; j < 30; j++) {
                stalled.enqueue(Encoded.message("x".repeat(10)));
            }
        }
        var healthy = new Outbox(wire, counts.realtime(), small, Integer.MAX_VALUE);
        healthy.add(Encoded.message("y".repeat(50)));

        assertThat(small.used()).isLessThanOrEqualTo(400);
        assertThat(wire.written).hasSize(1);
    }

    /** Writes that end at once must not pile up on the stack. */
    @Test
    void aFastClientCostsNoStack() {
        var count = new AtomicInteger();
        var fast = new Outbox(
                new Outbox.Wire() {
                    @Override
                    public void write(Encoded frame, SendHandler done) {
                        count.incrementAndGet();
                        done.onResult(new SendResult());
                    }

                    @Override
                    public void close(CloseReason reason) {}

                    @Override
                    public void giveUp() {}

                    @Override
                    public void failed(Throwable failure) {}
                },
                counts.realtime(),
                new Budget(Long.MAX_VALUE),
                Integer.MAX_VALUE);
        IntStream.range(0, 100_000).forEach(i -> fast.add(Encoded.message("x")));

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
                    public void write(Encoded frame, SendHandler done) {
                        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                        network.execute(() -> {
                            count.addAndGet(frame.size());
                            underWay.decrementAndGet();
                            done.onResult(new SendResult());
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
                new Budget(Long.MAX_VALUE),
                Integer.MAX_VALUE);
        var threads = IntStream.range(0, publishers)
                .mapToObj(p ->
                        new Thread(() -> IntStream.range(0, each).forEach(i -> shared.add(Encoded.message("x")))))
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

    @Test
    void whatWaitsIsWrittenBeforeTheEndAndNothingAfterIt() {
        outbox.add(Encoded.message("one"));
        outbox.whenEmpty(() -> wire.events.add("empty"));
        outbox.add(Encoded.message("two"));

        wire.read();
        assertThat(wire.events).isEmpty();
        wire.read();
        outbox.add(Encoded.message("three"));
        assertThat(wire.events).containsExactly("empty");
        assertThat(wire.written).containsExactly("one", "two");

        outbox.whenEmpty(() -> wire.events.add("again"));
        assertThat(wire.events).containsExactly("empty", "again");
    }
}
