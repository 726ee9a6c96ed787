package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** STOMP over the WebSocket of a running server. */
@ExtendWith(StackExtension.class)
class RealtimeIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Stack stack;
    private final String topic = "/topic/" + UUID.randomUUID();

    RealtimeIT(Stack stack) {
        this.stack = stack;
    }

    private StompClient connected() {
        return StompClient.connected(stack.app("/ws"));
    }

    private double value(String name) {
        return stack.metric(name + "{mp_scope=\"application\",}");
    }

    /** Over all labels. */
    private double sum(String name) {
        return stack.get(stack.app("/metrics"))
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void whatOnePublishesAllSubscribersGetInOrder() {
        int messages = 2000;
        double acceptedBefore = value("app_messages_total");
        double deliveredBefore = value("app_messages_delivered_total");
        try (var alice = connected();
                var bob = connected()) {
            for (var client : List.of(alice, bob)) {
                client.send("SUBSCRIBE\nid:s1\ndestination:" + topic + "\nreceipt:r1\n\n^@");
                client.awaitFrame(frame -> frame.startsWith("RECEIPT\nreceipt-id:r1\n"));
            }
            for (int i = 0; i < messages; i++) {
                alice.send("SEND\ndestination:" + topic + "\ncontent-type:text/plain\n\nmessage " + i + "^@");
            }
            for (var client : List.of(alice, bob)) {
                client.awaitFrame(frame -> frame.endsWith("\n\nmessage " + (messages - 1) + "^@"));
                var bodies = client.received().stream()
                        .filter(frame -> frame.startsWith("MESSAGE\n"))
                        .map(frame -> frame.substring(frame.indexOf("\n\n") + 2))
                        .toList();
                var expected = new ArrayList<String>();
                for (int i = 0; i < messages; i++) {
                    expected.add("message " + i + "^@");
                }
                assertThat(bodies).isEqualTo(expected);
            }
        }
        assertThat(value("app_messages_total")).isEqualTo(acceptedBefore + messages);
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(value("app_messages_delivered_total")).isEqualTo(deliveredBefore + 2 * messages));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\n\n^@",
                "SEND\n\nno destination^@",
                "SEND\ndestination:/topic/a\nheader without colon\n\n^@",
                "SEND\ndestination:/topic/a\nbad:\\t\n\n^@",
                "SEND\ndestination:/topic/a\ncontent-length:3\n\nfour^@",
                "SUBSCRIBE\ndestination:/topic/a\n\n^@",
                "CONNECT\naccept-version:1.2\nhost:x\n\n^@",
            })
    void malformedStompIsNamedThenClosedAndTheOthersDoNotNotice(String frame) {
        double before = stack.metric("app_errors_total{mp_scope=\"application\",type=\"protocol\",}");
        try (var bystander = connected();
                var offender = connected()) {
            bystander.send("SUBSCRIBE\nid:s1\ndestination:" + topic + "\nreceipt:r1\n\n^@");
            bystander.awaitFrame(answer -> answer.startsWith("RECEIPT\n"));

            offender.send(frame);
            var error = offender.awaitFrame(answer -> answer.startsWith("ERROR\n"));

            assertThat(error).contains("\nmessage:");
            assertThat(offender.awaitClose()).isEqualTo(1002);
            assertThat(stack.metric("app_errors_total{mp_scope=\"application\",type=\"protocol\",}"))
                    .isEqualTo(before + 1);
            bystander.send("SEND\ndestination:" + topic + "\n\nstill here^@");
            bystander.awaitFrame(answer -> answer.endsWith("still here^@"));
        }
    }

    @Test
    void aVersionThatIsNotSpokenIsRefusedWithTheOneThatIs() {
        try (var client = new StompClient(stack.app("/ws"))) {
            client.send("CONNECT\naccept-version:1.0,1.1\nhost:x\n\n^@");

            assertThat(client.awaitFrame(frame -> frame.startsWith("ERROR\n"))).contains("\nversion:1.2\n");
            client.awaitClose();
        }
    }

    @Test
    void openedLessClosedIsActiveEvenWhenClientsVanish() {
        var clients = new ArrayList<StompClient>();
        for (int i = 0; i < 50; i++) {
            clients.add(connected());
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(value("app_active_connections")).isGreaterThanOrEqualTo(50));
        double sessions = value("app_sessions_tracked");
        double errors = sum("app_errors_total");
        clients.forEach(StompClient::close);

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(value("app_sessions_tracked")).isLessThanOrEqualTo(sessions - 50));
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(value("app_connections_opened_total") - sum("app_connections_closed_total"))
                                .isEqualTo(value("app_active_connections")));
        assertThat(sum("app_errors_total"))
                .as("clients that go away are no errors")
                .isEqualTo(errors);
    }

    /** A reader that stalls is cut off at its bound; the others get everything meanwhile. */
    @Test
    void aReaderThatStallsIsCutOffAndTheOthersDoNotNotice() {
        double before = stack.metric("app_errors_total{mp_scope=\"application\",type=\"slow_consumer\",}");
        int messages = 600;
        var body = "x".repeat(50_000);
        try (var publisher = connected();
                var reader = connected();
                var staller = connected()) {
            for (var client : List.of(reader, staller)) {
                client.send("SUBSCRIBE\nid:s1\ndestination:" + topic + "\nreceipt:r1\n\n^@");
                client.awaitFrame(frame -> frame.startsWith("RECEIPT\n"));
            }
            staller.stopReading();
            for (int i = 0; i < messages; i++) {
                publisher.send("SEND\ndestination:" + topic + "\n\n" + body + i + "^@");
                if (i % 10 == 9) {
                    var last = body + i + "^@";
                    reader.awaitFrame(frame -> frame.endsWith(last));
                }
            }

            assertThat(reader.received())
                    .filteredOn(frame -> frame.startsWith("MESSAGE\n"))
                    .hasSize(messages);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(
                                    stack.metric("app_errors_total{mp_scope=\"application\",type=\"slow_consumer\",}"))
                            .isEqualTo(before + 1));
            assertThat(reader.isOpen()).isTrue();
        }
    }

    @Test
    void whoSaysNothingIsClosedInTime() {
        try (var silent = new StompClient(stack.app("/ws"))) {
            silent.send("\n");

            assertThat(silent.awaitClose()).isEqualTo(1008);
        }
    }

    @Test
    void connectionsAreBounded() {
        var clients = new ArrayList<RawClient>();
        try (var first = connected()) {
            for (int i = 0; value("app_active_connections") < Stack.MAX_CONNECTIONS; i++) {
                clients.add(new RawClient(stack.app("/ws"), "", "127.0.0." + (2 + i % 3)));
                clients.get(i).send("CONNECT\naccept-version:1.2\nhost:tests\n\n^@");
                clients.get(i).awaitFrame("CONNECTED\n");
            }
            try (var oneTooMany = new StompClient(stack.app("/ws"))) {
                assertThat(oneTooMany.awaitClose()).isEqualTo(1013);
            }
            assertThat(first.isOpen()).isTrue();
        } finally {
            clients.forEach(RawClient::close);
        }
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(value("app_active_connections")).isLessThan(Stack.MAX_CONNECTIONS / 2.0));
    }

    @Test
    void aMessageOverTheContainersLimitIsClosedAsTooBig() {
        try (var client = connected()) {
            client.send("SEND\ndestination:" + topic + "\n\n" + "x".repeat(600_000) + "^@");

            assertThat(client.awaitClose()).isEqualTo(1009);
        }
    }

    @Test
    void aHandshakeMakesAnHttpSessionOnlyForWhoHasSignedIn() {
        var credentials = "Authorization: " + stack.credentials("oncall") + "\r\n";
        try (var stranger = new RawClient(stack.app("/ws"), "");
                var oncall = new RawClient(stack.app("/ws"), credentials)) {
            assertThat(stranger.headers()).noneMatch(header -> header.startsWith("Set-Cookie: JSESSIONID"));
            assertThat(oncall.headers()).anyMatch(header -> header.startsWith("Set-Cookie: JSESSIONID"));
        }
    }

    @Test
    void aPageOfAnAllowedSiteMayConnect() {
        var socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("v12.stomp")
                .header("Origin", Stack.ALLOWED_ORIGIN)
                .buildAsync(
                        URI.create(stack.app("/ws").toString().replaceFirst("http", "ws")), new WebSocket.Listener() {})
                .join();

        assertThat(socket.getSubprotocol()).isEqualTo("v12.stomp");
        socket.abort();
    }

    /** The container takes more paths for the endpoint than it declares. */
    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/ws/", "/ws//", "/ws/;a", "//ws/", "/%77s/", "/ws/./"})
    void aPageOfAnotherSiteMayNotConnect(String path) {
        var handshake = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("v12.stomp")
                .header("Origin", "http://evil.example")
                .buildAsync(
                        URI.create(stack.app("").toString().replaceFirst("http", "ws") + path),
                        new WebSocket.Listener() {});

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(handshake::join)
                .withCauseInstanceOf(WebSocketHandshakeException.class)
                .satisfies(refused -> assertThat(((WebSocketHandshakeException) refused.getCause())
                                .getResponse()
                                .statusCode())
                        .isEqualTo(403));
    }
}
