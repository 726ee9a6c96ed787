package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.client.ResumableSession.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.messaging.simp.stomp.StompHeaders;

/**
 * Messages over a network that fails all the time: none is lost, none comes twice, all are in order. How many there are is
 * the system property {@code tocsin.lost-network.messages}; docs/sessions.md has what came of ten thousand.
 */
@ExtendWith(StackExtension.class)
class LostNetworkIT {

    private static final int MESSAGES = Integer.getInteger("tocsin.lost-network.messages", 2_000);

    /** The network fails after so many messages, or some less. */
    private static final int BETWEEN_FAILURES = 300;

    /** So far may the slowest be behind: both come back again and again, and a slow machine loses nothing either. */
    private static final int AHEAD = 400;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Stack stack;
    private final String topic = "/topic/" + UUID.randomUUID();

    LostNetworkIT(Stack stack) {
        this.stack = stack;
    }

    /** A process of Node.js that listens with {@code @stomp/stompjs}. */
    private static final class NodeSubscriber implements AutoCloseable {
        final List<String> bodies = new CopyOnWriteArrayList<>();
        final List<String> outcomes = new CopyOnWriteArrayList<>();
        private final Process process;

        NodeSubscriber(String url, String topic) throws IOException {
            var builder = new ProcessBuilder("node", "src/test/js/subscriber.js")
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("TOCSIN_WS", url);
            builder.environment().put("TOCSIN_TOPIC", topic);
            builder.environment().put("NODE_NO_WARNINGS", "1");
            process = builder.start();
            var reading = new Thread(() -> read(process.inputReader()), "node-subscriber");
            reading.setDaemon(true);
            reading.start();
        }

        private void read(BufferedReader lines) {
            lines.lines().forEach(line -> {
                if (line.startsWith("session ")) {
                    outcomes.add(line.substring("session ".length()));
                } else {
                    bodies.add(line);
                }
            });
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void everyMessageArrivesOnceAndInOrder() throws IOException {
        NodeModules.install();
        var random = new Random(6455);
        var headers = new StompHeaders();
        headers.setDestination(topic);
        headers.setId("s1");
        var expected = new ArrayList<String>();
        double recovered = stack.metric("app_session_resumes_total{mp_scope=\"application\",outcome=\"recovered\",}");
        try (var network = new FailingNetwork(stack.app("/ws"));
                var spring = new SpringClient(network.through(stack.app("/ws")), headers);
                var node = new NodeSubscriber(
                        network.through(stack.app("/ws")).toString().replaceFirst("http", "ws"), topic);
                var publisher = StompClient.connected(stack.app("/ws"))) {
            spring.stayConnected();
            awaitBoth(publisher, spring, node);
            spring.received.clear();
            node.bodies.clear();

            int failures = 0;
            int next = random.nextInt(BETWEEN_FAILURES);
            for (int i = 0; i < MESSAGES; i++) {
                int sent = i;
                expected.add("message " + i);
                publisher.send("SEND\ndestination:" + topic + "\n\nmessage " + i + "^@");
                if (i == next) {
                    network.fail();
                    failures++;
                    next += 1 + random.nextInt(BETWEEN_FAILURES);
                }
                if (i % 100 == 0) {
                    await().pollInterval(Duration.ofMillis(5)).atMost(LIMIT).untilAsserted(() -> {
                        assertThat(spring.received.size())
                                .as("Spring: %s", spring.outcomes)
                                .isGreaterThan(sent - AHEAD);
                        assertThat(node.bodies.size())
                                .as("Node.js: %s", node.outcomes)
                                .isGreaterThan(sent - AHEAD);
                    });
                }
            }
            await().atMost(LIMIT).until(() -> spring.received.size() >= MESSAGES && node.bodies.size() >= MESSAGES);

            assertThat(spring.received).extracting(SpringClient.Received::text).isEqualTo(expected);
            assertThat(node.bodies).isEqualTo(expected);
            assertThat(spring.outcomes).containsOnly(Outcome.NEW, Outcome.RECOVERED);
            assertThat(node.outcomes).containsOnly("new", "recovered");
            assertThat(failures).isGreaterThan(MESSAGES / BETWEEN_FAILURES);
            assertThat(stack.metric("app_session_resumes_total{mp_scope=\"application\",outcome=\"recovered\",}"))
                    .isGreaterThan(recovered + MESSAGES / BETWEEN_FAILURES);
        }
    }

    /** Sends until both have got something, and then until both have got the last of it. */
    private void awaitBoth(StompClient publisher, SpringClient spring, NodeSubscriber node) {
        var greetings = IntStream.iterate(0, i -> i + 1).iterator();
        await().atMost(LIMIT).until(() -> {
            publisher.send("SEND\ndestination:" + topic + "\n\ngreeting " + greetings.next() + "^@");
            return !spring.received.isEmpty() && !node.bodies.isEmpty();
        });
        publisher.send("SEND\ndestination:" + topic + "\n\nbegin^@");
        await().atMost(LIMIT)
                .until(() -> node.bodies.contains("begin")
                        && spring.received.stream().anyMatch(each -> each.text().equals("begin")));
    }
}
