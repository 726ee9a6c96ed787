package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.client.ResumableSession;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A restart under load: every client is told, and has by then what was published before; who comes back for its session has
 * all that was. How many there are is the system property {@code tocsin.restart.clients}.
 */
class RestartIT {

    private static final int CLIENTS = Integer.getInteger("tocsin.restart.clients", 500);
    private static final Path FOLDER = Path.of("target/restart").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String SHUTDOWNS = "app_shutdown_duration_seconds_count{mp_scope=\"application\",}";

    private Stack stack;
    private Part app;

    @BeforeEach
    void start() {
        var settings = Map.of(
                "TOCSIN_REALTIME_MAX_CONNECTIONS",
                Integer.toString(CLIENTS + 100),
                "TOCSIN_REALTIME_MAX_CONNECTIONS_PER_ADDRESS",
                Integer.toString(CLIENTS + 100),
                "TOCSIN_REALTIME_SEND_TIMEOUT",
                "PT30S",
                "TOCSIN_LIFECYCLE_CLOSE_TIMEOUT",
                "PT30S",
                "TOCSIN_REALTIME_MAX_OUTBOX_BYTES",
                Integer.toString(1 << 26),
                // All at once, so that the first who is told means that it is everybody's turn.
                "TOCSIN_LIFECYCLE_DRAIN_WINDOW",
                "PT0S");
        stack = Stack.start(FOLDER, settings, "app");
        app = Part.of(FOLDER, "app");
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    /** And the shutdown is killed when the last client is gone, so that it does not come to its end. */
    @Test
    void nobodyIsCutOffAndNothingThatWasPublishedIsLost() throws InterruptedException {
        var subscribers = subscribers();
        var published = new AtomicInteger();
        var over = new AtomicBoolean();
        try (var publisher = StompClient.connected(stack.app("/ws"))) {
            var load = new Thread(() -> publish(publisher, published, over));
            load.start();
            await().atMost(LIMIT).until(() -> published.get() >= 5);
            var sleeper = sleeperBehind(200);
            int before = published.get();

            app.terminate();

            assertThat(subscribers.get(0).awaitClose()).isEqualTo(1012);
            // Longer than the default of what a client may take.
            TimeUnit.SECONDS.sleep(5);
            for (int i = 0; i < 200; i++) {
                sleeper.awaitFrame("MESSAGE\n");
            }
            assertThat(sleeper.awaitClose()).isEqualTo(1012);
            assertThat(subscribers)
                    .allSatisfy(client -> assertThat(client.awaitClose()).isEqualTo(1012));
            assertThat(publisher.awaitClose()).isEqualTo(1012);
            app.kill();
            over.set(true);
            load.join();
            assertThat(subscribers)
                    .allSatisfy(client -> assertThat(numbers(client))
                            .hasSizeGreaterThanOrEqualTo(before)
                            .isEqualTo(range(numbers(client).size())));

            app.start();
            awaitReady();
            assertThat(stack.metric(SHUTDOWNS)).isEqualTo(1);
        }
        whoComesBackMissesNothing();
    }

    /** Half of them have lost their connection before the stop, and the others lose it then. */
    private void whoComesBackMissesNothing() throws InterruptedException {
        var clients = returning();
        try (var publisher = StompClient.connected(stack.app("/ws"))) {
            var published = new AtomicInteger();
            var load = new Thread(() -> publish(publisher, published, new AtomicBoolean()));
            load.start();
            await().atMost(LIMIT).until(() -> published.get() >= 5);
            clients.subList(0, CLIENTS / 2).forEach(ReturningClient::lose);
            int lost = published.get();
            await().atMost(LIMIT).until(() -> published.get() >= lost + 5);

            whoIsAskedToDrainStops();

            assertThat(clients.subList(CLIENTS / 2, CLIENTS))
                    .allSatisfy(client -> assertThat(client.awaitClose()).isEqualTo(1012));
            load.join();
            app.start();
            awaitReady();
            // What got a receipt was published, and what got none may have been.
            int receipts = (int) publisher.received().stream()
                    .filter(frame -> frame.startsWith("RECEIPT\n"))
                    .count();
            allHave(clients, receipts);
        }
    }

    private void allHave(List<ReturningClient> clients, int receipts) {
        try (var publisher = StompClient.connected(stack.app("/ws"))) {
            assertThat(clients.parallelStream().map(ReturningClient::connect))
                    .containsOnly(ResumableSession.Outcome.RECOVERED);
            publisher.send("SEND\ndestination:/topic/news\n\nend^@");
            clients.parallelStream().forEach(client -> client.awaitBody("end"));
        }
        int all = clients.get(0).bodies().size() - 1;
        assertThat(all).isBetween(receipts, receipts + 1);
        var expected = new ArrayList<>(range(all).stream().map(String::valueOf).toList());
        expected.add("end");
        assertThat(clients).allSatisfy(client -> {
            assertThat(client.bodies()).isEqualTo(expected);
            client.close();
        });
    }

    private List<ReturningClient> returning() {
        return IntStream.range(0, CLIENTS)
                .parallel()
                .mapToObj(i -> {
                    var client = new ReturningClient(stack.app("/ws"));
                    client.connect();
                    client.subscribe("/topic/news");
                    return client;
                })
                .toList();
    }

    private void whoIsAskedToDrainStops() {
        var document = new OpenApiDocument(stack.get(stack.app("/openapi")));
        var answer = stack.send(HttpRequest.newBuilder(stack.app("/api/lifecycle/drain"))
                .header("Authorization", stack.credentials("operator"))
                .POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(document.faults("post /api/lifecycle/drain", answer)).isEmpty();
        app.awaitEnd(LIMIT);
    }

    /** Somebody who does not read, and for whom more waits than the network holds. */
    private RawClient sleeperBehind(int messages) {
        var sleeper = new RawClient(stack.app("/ws"));
        sleeper.send("SUBSCRIBE\nid:s\ndestination:/topic/night\nreceipt:r\n\n^@");
        sleeper.awaitFrame("RECEIPT\n");
        try (var publisher = StompClient.connected(stack.app("/ws"))) {
            var dream = " " + "z".repeat(60_000);
            for (int i = 0; i < messages; i++) {
                publisher.send("SEND\ndestination:/topic/night\nreceipt:" + i + "\n\n" + i + dream + "^@");
            }
            publisher.awaitFrame(frame -> frame.startsWith("RECEIPT\nreceipt-id:" + (messages - 1) + "\n"));
        }
        return sleeper;
    }

    private static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    private List<StompClient> connected(int clients) {
        return IntStream.range(0, clients)
                .parallel()
                .mapToObj(i -> StompClient.connected(stack.app("/ws")))
                .toList();
    }

    private List<StompClient> subscribers() {
        var clients = connected(CLIENTS);
        clients.forEach(client -> client.send("SUBSCRIBE\nid:s\ndestination:/topic/news\nreceipt:r\n\n^@"));
        clients.forEach(client -> client.awaitFrame(frame -> frame.startsWith("RECEIPT\n")));
        return clients;
    }

    /** One after the other; a receipt means that it waits for every subscriber. */
    private static void publish(StompClient publisher, AtomicInteger published, AtomicBoolean over) {
        for (int i = 0; !over.get() && publisher.isOpen(); i++) {
            var receipt = "RECEIPT\nreceipt-id:" + i + "\n";
            publisher.sendIfOpen("SEND\ndestination:/topic/news\nreceipt:" + i + "\n\n" + i + "^@");
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> !publisher.isOpen()
                            || publisher.received().stream().anyMatch(frame -> frame.startsWith(receipt)));
            published.set(i + 1);
        }
    }

    private static List<Integer> numbers(StompClient client) {
        return client.received().stream()
                .filter(frame -> frame.startsWith("MESSAGE\n"))
                .map(frame -> frame.substring(frame.indexOf("\n\n") + 2, frame.length() - 2))
                .map(Integer::valueOf)
                .toList();
    }

    private void awaitReady() {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> stack.send(HttpRequest.newBuilder(stack.app("/health/ready")))
                                .statusCode()
                        == 200);
    }
}
