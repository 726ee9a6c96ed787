package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;

/** Spring's unmodified {@code WebSocketStompClient} against the service. */
@ExtendWith(StackExtension.class)
class SpringClientIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Stack stack;
    private final String name = UUID.randomUUID().toString();

    SpringClientIT(Stack stack) {
        this.stack = stack;
    }

    private static StompHeaders headers(String destination, String ack) {
        var headers = new StompHeaders();
        headers.setDestination(destination);
        headers.setId("s1");
        headers.setAck(ack);
        return headers;
    }

    private SpringClient client(String destination, String ack) {
        return new SpringClient(stack.app("/ws"), headers(destination, ack));
    }

    /** Sends, and waits for the receipt. */
    private static void send(StompSession session, StompHeaders headers, byte[] body) {
        var done = new CompletableFuture<Void>();
        session.send(headers, body).addReceiptTask(() -> done.complete(null));
        done.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aTopicReachesItsSubscribersWithHeadersAndAnyBody() {
        var topic = "/topic/" + name;
        try (var client = client(topic, "auto")) {
            var session = client.connect();
            var headers = new StompHeaders();
            headers.setDestination(topic);
            headers.set("key:with\\colon", "line\nline\r:\\ ü");
            var body = new byte[256];
            for (int i = 0; i < body.length; i++) {
                body[i] = (byte) i;
            }
            send(session, headers, body);

            await().atMost(LIMIT).until(() -> client.received.size() == 1);
            var message = client.received.get(0);
            assertThat(message.body()).isEqualTo(body);
            assertThat(message.headers().getFirst("key:with\\colon")).isEqualTo("line\nline\r:\\ ü");
            assertThat(message.headers().getDestination()).isEqualTo(topic);
            assertThat(client.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "client-individual"})
    void whatIsRefusedOrLeftIsRedelivered(String ack) {
        var queue = "/queue/" + name;
        try (var first = client(queue, ack);
                var second = client(queue, ack)) {
            var refusing = first.connect();
            var headers = new StompHeaders();
            headers.setDestination(queue);
            send(refusing, headers, octets("1"));
            await().atMost(LIMIT).until(() -> first.received.size() == 1);
            refusing.acknowledge(first.received.get(0).headers().getAck(), false);
            await().atMost(LIMIT).until(() -> first.received.size() == 2);
            var taking = second.connect();
            first.leave();

            await().atMost(LIMIT).until(() -> second.received.size() == 1);
            var message = second.received.get(0);
            assertThat(message.text()).isEqualTo("1");
            assertThat(message.headers().getFirst("redelivered")).isEqualTo("true");
            taking.acknowledge(message.headers().getAck(), true);
            send(taking, headers, octets("2"));
            assertThat(second.failures).isEmpty();
        }
    }

    /** Its own checks of the server's heart-beats find nothing, and the server none of its. */
    @Test
    void itStaysConnectedByHeartBeats() {
        var topic = "/topic/" + name;
        try (var client = client(topic, "auto")) {
            var session = client.connect();
            // Four times the heart-beat, in which neither has anything to say.
            await().pollDelay(Stack.HEART_BEAT.multipliedBy(4)).atMost(LIMIT).until(session::isConnected);
            var headers = new StompHeaders();
            headers.setDestination(topic);
            send(session, headers, octets("alive"));
            await().atMost(LIMIT).until(() -> client.received.size() == 1);
            assertThat(client.failures).isEmpty();
        }
    }
}
