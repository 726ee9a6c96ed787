package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of docs/reference.md that are those of a connection, at their edge. */
@ExtendWith(StackExtension.class)
class LimitsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Stack stack;

    LimitsIT(Stack stack) {
        this.stack = stack;
    }

    private double active() {
        return stack.metric("app_active_connections{mp_scope=\"application\",}");
    }

    private double limits() {
        return stack.metric("app_errors_total{mp_scope=\"application\",type=\"limit\",}");
    }

    @Test
    void theConnectionsOfOneAddressAreBounded() {
        double before = limits();
        var clients = new ArrayList<RawClient>();
        try {
            // On a slow machine the first are gone meanwhile, because they answer no ping.
            var answer = "";
            while (!answer.startsWith("1008") && clients.size() < 3 * Stack.MAX_CONNECTIONS_PER_ADDRESS) {
                var client = new RawClient(stack.app("/ws"), "", "127.0.0.2");
                clients.add(client);
                client.send("CONNECT\naccept-version:1.2\nhost:tests\n\n^@");
                answer = client.awaitAnswer();
            }

            assertThat(answer).isEqualTo("1008too many connections from this address");
            assertThat(clients).hasSizeGreaterThan(Stack.MAX_CONNECTIONS_PER_ADDRESS);
            try (var neighbour = new RawClient(stack.app("/ws"))) {
                neighbour.send("SUBSCRIBE\nid:1\ndestination:/topic/near\nreceipt:r\n\n^@");
                neighbour.awaitFrame("RECEIPT\n");
            }
            assertThat(limits()).isGreaterThanOrEqualTo(before + 1);
        } finally {
            clients.forEach(RawClient::close);
        }
        await().atMost(LIMIT).untilAsserted(() -> assertThat(active()).isLessThan(Stack.MAX_CONNECTIONS / 2.0));
    }

    /**
     * Nothing, heart-beats and garbage before CONNECT; silence behind it; and a handshake that does not end. One that has
     * agreed to no heart-beats may be quiet: its WebSocket answers pings.
     */
    @Test
    void whoDawdlesIsClosed() throws IOException {
        double before = limits();
        try (var upgrade = new Socket(stack.app("").getHost(), stack.app("").getPort());
                var nothing = new RawClient(stack.app("/ws"), "");
                var beats = new RawClient(stack.app("/ws"), "");
                var garbage = new RawClient(stack.app("/ws"), "");
                var silent = new RawClient(stack.app("/ws"), "");
                var quiet = StompClient.connected(stack.app("/ws"))) {
            upgrade.setSoTimeout((int) LIMIT.toMillis());
            long begun = System.nanoTime();
            upgrade.getOutputStream().write("GET /ws HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));
            beats.send("\n\n\n");
            garbage.send("\u0001 garbage that is not even a line");
            silent.send("CONNECT\naccept-version:1.2\nhost:tests\nheart-beat:1000,0\n\n^@");
            silent.awaitFrame("CONNECTED\n");

            assertThat(nothing.awaitGoodbye()).isEqualTo("1008no CONNECT in time");
            assertThat(beats.awaitGoodbye()).isEqualTo("1008no CONNECT in time");
            assertThat(garbage.awaitGoodbye()).isEqualTo("1008no CONNECT in time");
            assertThat(silent.awaitGoodbye()).isEqualTo("1008no heart-beat in time");
            assertThat(limits()).isGreaterThanOrEqualTo(before + 3);
            assertThat(new String(upgrade.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 408 ");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Stack.READ_TIMEOUT);
            quiet.send("SUBSCRIBE\nid:1\ndestination:/topic/quiet\nreceipt:r\n\n^@");
            quiet.awaitFrame(frame -> frame.startsWith("RECEIPT\n"));
        }
    }

    @Test
    void aMessageIsReadUpToTheContainersBound() {
        double before = limits();
        try (var client = new RawClient(stack.app("/ws"))) {
            client.sendOctets(message(Stack.MAX_MESSAGE_BYTES));
            client.send("SUBSCRIBE\nid:1\ndestination:/topic/large\nreceipt:r\n\n^@");
            client.awaitFrame("RECEIPT\n");
            client.sendOctets(message(Stack.MAX_MESSAGE_BYTES + 1));

            assertThat(client.awaitClose()).isEqualTo(1009);
        }
        await().atMost(LIMIT).untilAsserted(() -> assertThat(limits()).isGreaterThanOrEqualTo(before + 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {RawClient.TEXT, RawClient.BINARY})
    void aMessageOfManyFragmentsIsReadAsItComes(int opcode) {
        try (var client = new RawClient(stack.app("/ws"))) {
            client.send("SUBSCRIBE\nid:1\ndestination:/topic/fragments" + opcode + "\nreceipt:r\n\n^@");
            client.awaitFrame("RECEIPT\n");
            var body = "é, €, 🚨";
            var characters = ("SEND\ndestination:/topic/fragments" + opcode + "\n\n" + body + "\0")
                    .codePoints()
                    .toArray();
            for (int i = 0; i < characters.length; i++) {
                client.sendFragment(
                        i == 0 ? opcode : RawClient.CONTINUATION,
                        i == characters.length - 1,
                        Character.toString(characters[i]).getBytes(StandardCharsets.UTF_8));
            }
            assertThat(client.awaitFrame("MESSAGE\n")).endsWith("\n\n" + body + "^@");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {RawClient.TEXT, RawClient.BINARY})
    void aMessageThatNeverEndsIsCutOffAtTheBoundOfItsFrame(int opcode) {
        try (var client = new RawClient(stack.app("/ws"))) {
            client.sendFragment(opcode, false, "SEND\ndestination:/topic/endless\n\n".getBytes(StandardCharsets.UTF_8));
            var part = "x".repeat(10_000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 7; i++) {
                client.sendFragment(RawClient.CONTINUATION, false, part);
            }
            assertThat(client.awaitFrame("ERROR\n")).contains("body");
            assertThat(client.awaitClose()).isEqualTo(1009);
        }
    }

    /** Of ends of line, which STOMP allows between frames. */
    private static byte[] message(int length) {
        var message = ByteBuffer.allocate(14 + length)
                .put((byte) 0x81)
                .put((byte) (0x80 | 127))
                .putLong(length)
                .putInt(0);
        while (message.hasRemaining()) {
            message.put((byte) '\n');
        }
        return message.array();
    }
}
