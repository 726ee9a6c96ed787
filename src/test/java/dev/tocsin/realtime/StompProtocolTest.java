package dev.tocsin.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.telemetry.Counts;
import dev.tocsin.telemetry.RealtimeMetrics;
import jakarta.websocket.CloseReason;
import jakarta.websocket.SendResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NUL is written as {@code ^@}, as in the specification. */
class StompProtocolTest {

    private static final Settings SETTINGS =
            new Settings(10, 2, new FrameDecoder.Limits(16, 256, 1024), 1 << 20, Duration.ofSeconds(10), Set.of());
    private static final String CONNECT = "CONNECT\naccept-version:1.1,1.2\nhost:test\n\n^@";

    /** A client that reads at once. */
    private static final class Client implements Outbox.Wire {
        private final List<String> frames = new ArrayList<>();
        private final StompProtocol protocol;
        private CloseReason closed;

        Client(Topics topics, RealtimeMetrics metrics) {
            var outbox = new Outbox(this, metrics, SETTINGS.maxOutboxBytes());
            protocol = new StompProtocol("s1", outbox, topics, metrics, SETTINGS, () -> {});
        }

        void send(String text) {
            protocol.receive(text.replace("^@", "\0").getBytes(UTF_8));
        }

        String last() {
            return frames.get(frames.size() - 1);
        }

        @Override
        public void write(String text, Consumer<SendResult> done) {
            frames.add(text.replace("\0", "^@"));
            done.accept(new SendResult());
        }

        @Override
        public void close(CloseReason reason) {
            closed = reason;
        }

        @Override
        public void giveUp() {
            throw new AssertionError("given up");
        }

        @Override
        public void failed(Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    private final Counts counts = new Counts();
    private final RealtimeMetrics metrics = counts.realtime();
    private final Topics topics = new Topics();

    private Client stranger() {
        return new Client(topics, metrics);
    }

    private Client connected() {
        var client = stranger();
        client.send(CONNECT);
        client.frames.clear();
        return client;
    }

    private void isRefused(Client offender, String message, int closeCode) {
        assertThat(offender.last()).startsWith("ERROR\n").contains("\nmessage:" + message);
        assertThat(offender.closed.getCloseCode().getCode()).isEqualTo(closeCode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "STOMP"})
    void aConnectIsAnsweredWithTheVersion(String command) {
        var client = stranger();
        client.send(CONNECT.replace("CONNECT", command));

        assertThat(client.frames)
                .containsExactly("CONNECTED\nversion:1.2\nsession:s1\nserver:tocsin\nheart-beat:0,0\n\n^@");
        assertThat(client.closed).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"accept-version:1.0,1.1\n", "accept-version:1.20\n", ""})
    void aVersionThatIsNotSpokenIsRefused(String header) {
        var client = stranger();
        client.send("CONNECT\n" + header + "host:test\n\n^@");

        isRefused(client, "only STOMP 1.2", 1002);
        assertThat(client.last()).contains("\nversion:1.2\n");
    }

    @Test
    void theFirstFrameMustBeConnect() {
        var client = stranger();
        client.send("SEND\ndestination:/topic/a\n\n^@");

        isRefused(client, "the first frame must be CONNECT", 1002);
        assertThat(counts.of("app_messages_total")).isZero();
    }

    @Test
    void aMessageGoesToAllWhoListenWithTheSendersHeaders() {
        var alice = connected();
        var bob = connected();
        alice.send("SUBSCRIBE\nid:a\ndestination:/topic/x\n\n^@");
        bob.send("SUBSCRIBE\nid:b\\c1\ndestination:/topic/x\n\n^@");
        alice.send("SEND\ndestination:/topic/x\ncontent-type:text/plain\nmy\\chead:v\\n\nreceipt:r1\n\nhello ü^@");

        assertThat(alice.frames)
                .containsExactly(
                        "MESSAGE\nsubscription:a\nmessage-id:1\ndestination:/topic/x\ncontent-type:text/plain\nmy\\chead:v\\n\ncontent-length:8\n\nhello ü^@",
                        "RECEIPT\nreceipt-id:r1\n\n^@");
        assertThat(bob.frames).singleElement().asString().startsWith("MESSAGE\nsubscription:b\\c1\n");
        assertThat(counts.of("app_messages_total")).isEqualTo(1);
        assertThat(counts.of("app_messages_delivered_total")).isEqualTo(2);
    }

    @Test
    void aBodyMayHoldNul() {
        var client = connected();
        client.send("SUBSCRIBE\nid:a\ndestination:/topic/x\n\n^@");
        client.send("SEND\ndestination:/topic/x\ncontent-length:3\n\na^@b^@");

        assertThat(client.last()).endsWith("\ncontent-length:3\n\na^@b^@");
    }

    @Test
    void whoUnsubscribesOrGoesHearsNoMore() {
        var alice = connected();
        var bob = connected();
        for (var client : List.of(alice, bob)) {
            client.send("SUBSCRIBE\nid:a\ndestination:/topic/x\n\n^@");
        }
        alice.send("UNSUBSCRIBE\nid:a\n\n^@");
        bob.protocol.end();
        connected().send("SEND\ndestination:/topic/x\n\n^@");

        assertThat(alice.frames).isEmpty();
        assertThat(bob.frames).isEmpty();
    }

    @Test
    void disconnectIsReceiptedThenClosedNormally() {
        var client = connected();
        client.send("DISCONNECT\nreceipt:77\n\n^@");

        assertThat(client.frames).containsExactly("RECEIPT\nreceipt-id:77\n\n^@");
        assertThat(client.closed.getCloseCode().getCode()).isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SEND\\n\\n^@                                               | SEND needs the header destination",
                "SEND\\ndestination:/queue/a\\n\\n^@                        | a destination begins with /topic/",
                "SEND\\ndestination:/topic/\\n\\n^@                         | a destination begins with /topic/",
                "SEND\\ndestination:/topic/a\\ntransaction:t\\n\\n^@        | transactions are not supported",
                "SUBSCRIBE\\ndestination:/topic/a\\n\\n^@                   | SUBSCRIBE needs the header id",
                "SUBSCRIBE\\nid:1\\n\\n^@                                   | SUBSCRIBE needs the header destination",
                "SUBSCRIBE\\nid:1\\ndestination:/topic/a\\nack:client\\n\\n^@ | of the ack modes only auto",
                "UNSUBSCRIBE\\nid:unknown\\n\\n^@                           | there is no subscription",
                "ACK\\nid:1\\n\\n^@                                         | ACK is not supported",
                "BEGIN\\ntransaction:t\\n\\n^@                              | BEGIN is not supported",
                "CONNECT\\naccept-version:1.2\\n\\n^@                       | CONNECT is not expected",
                "MESSAGE\\n\\n^@                                            | MESSAGE is not expected",
                "HELLO\\n\\n^@                                              | unknown command HELLO",
            })
    void whatIsNotAllowedIsNamedAndClosesTheConnection(String text, String message) {
        var client = connected();
        client.send(text.replace("\\n", "\n"));

        isRefused(client, message, 1002);
        assertThat(counts.of("app_errors_total protocol")).isEqualTo(1);
    }

    @Test
    void anErrorNamesTheReceiptOfItsFrame() {
        var client = connected();
        client.send("SEND\nreceipt:r9\n\n^@");

        assertThat(client.last()).contains("\nreceipt-id:r9\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-length:3\n\nfour^@", "content-length:9999\n\n", "bad:\\t\n\n^@"})
    void anErrorNamesTheReceiptOfAFrameThatCannotBeRead(String rest) {
        var client = connected();
        client.send("SEND\ndestination:/topic/a\nreceipt:r9\n" + rest);

        assertThat(client.last()).contains("\nreceipt-id:r9\n");
    }

    @Test
    void nothingIsReadAfterAnError() {
        var listener = connected();
        listener.send("SUBSCRIBE\nid:a\ndestination:/topic/x\n\n^@");
        var offender = connected();
        offender.send("NONSENSE\n\n^@SEND\ndestination:/topic/x\n\n^@");
        offender.send("SEND\ndestination:/topic/x\n\n^@");
        offender.send("MORE NONSENSE\n\n^@");

        assertThat(offender.frames).hasSize(1);
        assertThat(listener.frames).isEmpty();
        assertThat(counts.of("app_errors_total protocol")).isEqualTo(1);
    }

    @Test
    void subscriptionsAreBounded() {
        var client = connected();
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/x\n\n^@SUBSCRIBE\nid:2\ndestination:/topic/x\n\n^@");
        assertThat(client.frames).isEmpty();
        client.send("SUBSCRIBE\nid:3\ndestination:/topic/x\n\n^@");

        isRefused(client, "more than 2 subscriptions", 1008);
        assertThat(counts.of("app_errors_total limit")).isEqualTo(1);
    }

    @Test
    void aSubscriptionsIdIsUsedOnce() {
        var client = connected();
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/x\n\n^@SUBSCRIBE\nid:1\ndestination:/topic/y\n\n^@");

        isRefused(client, "there is a subscription with this id already", 1002);
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() {
        var client = connected();
        client.protocol.receive(new byte[] {
            'S',
            'E',
            'N',
            'D',
            '\n',
            'd',
            'e',
            's',
            't',
            'i',
            'n',
            'a',
            't',
            'i',
            'o',
            'n',
            ':',
            '/',
            't',
            'o',
            'p',
            'i',
            'c',
            '/',
            'a',
            '\n',
            '\n',
            (byte) 0xff,
            0
        });

        isRefused(client, "a body that is not UTF-8", 1002);
    }
}
