package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NUL is written as {@code ^@}, as in the specification. */
class StompProtocolTest {

    private final Server server = new Server(Map.of(
            "max-subscriptions", "2",
            "max-headers", "16",
            "max-header-bytes", "256",
            "max-body-bytes", "1024",
            "max-message-rate", "100",
            "max-transactions", "2",
            "max-transaction-bytes", "1000",
            "max-channels", "3",
            "max-queue-bytes", "1000"));

    private Client connected() {
        var client = server.connected();
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
        var client = server.stranger();
        client.send(command + "\naccept-version:1.0,1.1,1.2\nhost:test\n\n^@");

        assertThat(client.frames)
                .singleElement()
                .asString()
                .matches("CONNECTED\nversion:1.2\nheart-beat:10000,10000\nsession:[a-z0-9]+-1\nserver:tocsin\n\n\\^@");
        assertThat(client.closed).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"accept-version:1.0,1.1\n", "accept-version:1.20\n", "accept-version: 1.2\n", ""})
    void aVersionThatIsNotSpokenIsRefused(String header) {
        var client = server.stranger();
        client.send("CONNECT\n" + header + "host:test\n\n^@");

        isRefused(client, "Supported protocol versions are 1.2", 1002);
        assertThat(client.last())
                .contains("\nversion:1.2\n", "\ncontent-type:text/plain\n", "\ncontent-length:35\n")
                .endsWith("\n\nSupported protocol versions are 1.2^@");
    }

    @Test
    void theFirstFrameMustBeConnect() {
        var client = server.stranger();
        client.send("SEND\ndestination:/topic/a\n\n^@");

        isRefused(client, "the first frame must be CONNECT", 1002);
        assertThat(server.counts.of("app_messages_total")).isZero();
    }

    @Test
    void aMessageGoesToAllWhoListenWithTheSendersHeaders() {
        var alice = connected();
        var bob = connected();
        alice.send("SUBSCRIBE\nid:a\ndestination:/topic/x\n\n^@");
        bob.send("SUBSCRIBE\nid:b\\c1\ndestination:/topic/x\n\n^@");
        alice.send("SEND\ndestination:/topic/x\ncontent-type:text/plain\nmy\\chead:v\\n\nreceipt:r1\n\nhello ü^@");

        var id = Client.header(alice.frames.get(0), "message-id");
        assertThat(alice.frames)
                .containsExactly(
                        "MESSAGE\nsubscription:a\nmessage-id:" + id
                                + "\ndestination:/topic/x\ncontent-type:text/plain\nmy\\chead:v\\n\ncontent-length:8\n\nhello ü^@",
                        "RECEIPT\nreceipt-id:r1\n\n^@");
        assertThat(bob.frames)
                .singleElement()
                .asString()
                .startsWith("MESSAGE\nsubscription:b\\c1\nmessage-id:" + id + "\n");
        assertThat(server.counts.of("app_messages_total")).isEqualTo(1);
        assertThat(server.counts.of("app_messages_delivered_total")).isEqualTo(2);
    }

    @Test
    void aBodyMayHoldNul() {
        var client = connected();
        client.send("SUBSCRIBE\nid:a\ndestination:/topic/x\n\n^@");
        client.send("SEND\ndestination:/topic/x\ncontent-length:3\n\na^@b^@");

        assertThat(client.last()).endsWith("\ncontent-length:3\n\na^@b^@");
    }

    /** A body that is no text goes out as it came, in a binary message. */
    @Test
    void aBodyMayBeAnyOctets() {
        var client = connected();
        client.send("SUBSCRIBE\nid:ü\ndestination:/topic/x\n\n^@");
        var body = new byte[256];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) i;
        }
        var head = Server.octets("SEND\ndestination:/topic/x\ncontent-length:256\n\n");
        var frame = Arrays.copyOf(head, head.length + body.length + 1);
        System.arraycopy(body, 0, frame, head.length, body.length);
        client.send(frame);

        var octets = client.last().replace("^@", "\0").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(Client.utf8(octets)).startsWith("MESSAGE\nsubscription:ü\n");
        assertThat(Arrays.copyOfRange(octets, octets.length - 257, octets.length - 1))
                .isEqualTo(body);
    }

    @Test
    void whoUnsubscribesOrGoesHearsNoMore() {
        var alice = connected();
        var bob = connected();
        for (var client : List.of(alice, bob)) {
            client.send("SUBSCRIBE\nid:a\ndestination:/topic/x\n\n^@");
        }
        alice.send("UNSUBSCRIBE\nid:a\n\n^@");
        bob.lose();
        connected().send("SEND\ndestination:/topic/x\n\n^@");

        assertThat(alice.frames).isEmpty();
        assertThat(bob.frames).isEmpty();
        assertThat(server.stored()).isZero();
    }

    @Test
    void disconnectIsReceiptedThenClosedNormally() {
        var client = connected();
        client.send("DISCONNECT\nreceipt:77\n\n^@SEND\ndestination:/topic/x\n\n^@");

        assertThat(client.frames).containsExactly("RECEIPT\nreceipt-id:77\n\n^@");
        assertThat(client.closed.getCloseCode().getCode()).isEqualTo(1000);
        assertThat(server.counts.of("app_messages_total")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SEND\\n\\n^@                                               | SEND needs the header destination",
                "SEND\\ndestination:/elsewhere/a\\n\\n^@                    | a destination begins with /topic/",
                "SEND\\ndestination:/topic/\\n\\n^@                         | a destination begins with /topic/",
                "SEND\\ndestination:/queue/\\n\\n^@                         | a destination begins with /topic/",
                "SEND\\ndestination:/topic/a\\ntransaction:t\\n\\n^@        | there is no transaction with this name",
                "SUBSCRIBE\\ndestination:/topic/a\\n\\n^@                   | SUBSCRIBE needs the header id",
                "SUBSCRIBE\\nid:1\\n\\n^@                                   | SUBSCRIBE needs the header destination",
                "SUBSCRIBE\\nid:1\\ndestination:/topic/a\\nack:maybe\\n\\n^@ | ack is auto, client or client-individual",
                "UNSUBSCRIBE\\n\\n^@                                        | UNSUBSCRIBE needs the header id",
                "UNSUBSCRIBE\\nid:unknown\\n\\n^@                           | there is no subscription with this id",
                "ACK\\n\\n^@                                                | ACK needs the header id",
                "ACK\\nid:1-1\\n\\n^@                                       | no message with this id waits",
                "NACK\\nid:x\\n\\n^@                                        | no message with this id waits",
                "BEGIN\\n\\n^@                                              | BEGIN needs the header transaction",
                "COMMIT\\ntransaction:t\\n\\n^@                             | there is no transaction with this name",
                "ABORT\\ntransaction:t\\n\\n^@                              | there is no transaction with this name",
                "BEGIN\\ntransaction:t\\n\\n^@BEGIN\\ntransaction:t\\n\\n^@ | there is a transaction with this name already",
                "CONNECT\\naccept-version:1.2\\n\\n^@                       | CONNECT is not expected",
                "MESSAGE\\n\\n^@                                            | MESSAGE is not expected",
                "HELLO\\n\\n^@                                              | unknown command HELLO",
            })
    void whatIsNotAllowedIsNamedAndClosesTheConnection(String text, String message) {
        var client = connected();
        client.send(text.replace("\\n", "\n"));

        isRefused(client, message, 1002);
        assertThat(server.counts.of("app_errors_total protocol")).isEqualTo(1);
    }

    @Test
    void everyFrameOfAClientMayAskForAReceipt() {
        var client = connected();
        var frames = List.of(
                "SUBSCRIBE\nid:1\ndestination:/queue/x\nack:client\n",
                "SEND\ndestination:/topic/x\n",
                "BEGIN\ntransaction:t\n",
                "SEND\ndestination:/topic/x\ntransaction:t\n",
                "COMMIT\ntransaction:t\n",
                "BEGIN\ntransaction:t\n",
                "ABORT\ntransaction:t\n",
                "UNSUBSCRIBE\nid:1\n",
                "DISCONNECT\n");
        for (var frame : frames) {
            client.send(frame + "receipt:r\\c" + frame.length() + "\n\n^@");
            assertThat(client.last()).isEqualTo("RECEIPT\nreceipt-id:r\\c" + frame.length() + "\n\n^@");
        }
        assertThat(client.frames).hasSize(frames.size());
    }

    @Test
    void aTopicMayBeAcknowledgedToo() {
        var client = connected();
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/x\nack:client-individual\n\n^@");
        client.send("SEND\ndestination:/topic/x\n\n1^@SEND\ndestination:/topic/x\n\n2^@");
        for (var command : List.of("ACK", "NACK")) {
            var message = client.messages().get(command.length() - 3);
            client.send(command + "\nid:" + Client.header(message, "ack") + "\nreceipt:r\n\n^@");
            assertThat(client.last()).startsWith("RECEIPT\n");
        }
        client.send("ACK\nid:" + Client.header(client.messages().get(0), "ack") + "\n\n^@");

        isRefused(client, "no message with this id waits to be acknowledged", 1002);
    }

    @Test
    void whoAcknowledgesNothingIsGivenUpAtItsBound() {
        var small = new Server(Map.of("max-unacknowledged", "3"));
        var client = small.connected();
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/x\nack:client\n\n^@");
        var publisher = small.connected();
        publisher.send("SEND\ndestination:/topic/x\n\n1^@".repeat(3));
        assertThat(client.isGivenUp).isFalse();
        publisher.send("SEND\ndestination:/topic/x\n\n1^@");

        assertThat(client.isGivenUp).isTrue();
        assertThat(client.bodies()).hasSize(3);
    }

    /** Whoever holds as much as is still free gets no more, and others still do. */
    @Test
    void whatSubscriptionsHoldIsBounded() {
        var small = new Server(Map.of("max-stored-bytes", "2000"));
        var client = small.connected();
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/x\n\n^@SUBSCRIBE\nid:2\ndestination:/topic/x\n\n^@");
        assertThat(client.closed).isNull();
        var other = small.connected();
        client.send("SUBSCRIBE\nid:3\ndestination:/topic/x\n\n^@");
        other.send("SUBSCRIBE\nid:1\ndestination:/topic/x\n\n^@");

        assertThat(other.closed).isNull();
        isRefused(client, "there is no room for another subscription", 1013);
        assertThat(small.counts.of("app_errors_total limit")).isEqualTo(1);
        other.send("UNSUBSCRIBE\nid:1\n\n^@");
        assertThat(small.stored()).isZero();
    }

    @Test
    void whatWaitsToBeAcknowledgedIsBoundedByWhatIsFree() {
        var small = new Server(Map.of("max-stored-bytes", "2000"));
        var client = small.connected();
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/x\nack:client\n\n^@");
        var publisher = small.connected();
        publisher.send("SEND\ndestination:/topic/x\n\n1^@".repeat(3));
        client.send("ACK\nid:" + Client.header(client.last(), "ack") + "\n\n^@");
        publisher.send("SEND\ndestination:/topic/x\n\n1^@".repeat(8));
        assertThat(client.isGivenUp).isFalse();
        publisher.send("SEND\ndestination:/topic/x\n\n1^@");

        assertThat(client.isGivenUp).isTrue();
        client.lose();
        assertThat(small.stored()).isZero();
    }

    @Test
    void whatWasReceivedBeforeTheConnectionEndedCounts() {
        var listener = connected();
        listener.send("SUBSCRIBE\nid:1\ndestination:/topic/x\n\n^@");
        var client = connected();
        client.isStalled = true;
        client.send("SEND\ndestination:/topic/x\nreceipt:r\n\n1^@SEND\ndestination:/topic/x\n\n2^@");
        client.lose();

        assertThat(listener.bodies()).containsExactly("1", "2");
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
        assertThat(server.counts.of("app_errors_total protocol")).isEqualTo(1);
    }

    @Test
    void subscriptionsAreBounded() {
        var client = connected();
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/x\n\n^@SUBSCRIBE\nid:2\ndestination:/topic/x\n\n^@");
        assertThat(client.frames).isEmpty();
        client.send("SUBSCRIBE\nid:3\ndestination:/topic/x\n\n^@");

        isRefused(client, "more than 2 subscriptions", 1008);
        assertThat(server.counts.of("app_errors_total limit")).isEqualTo(1);
    }

    @Test
    void destinationsAreBounded() {
        connected().send("SUBSCRIBE\nid:1\ndestination:/topic/1\n\n^@SUBSCRIBE\nid:2\ndestination:/queue/2\n\n^@");
        connected().send("SEND\ndestination:/queue/3\n\n^@");
        var client = connected();
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/1\n\n^@");
        assertThat(client.frames).isEmpty();
        client.send("SUBSCRIBE\nid:2\ndestination:/topic/4\n\n^@");

        isRefused(client, "there are too many destinations", 1013);
    }

    @Test
    void aSubscriptionsIdIsUsedOnce() {
        var client = connected();
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/x\n\n^@SUBSCRIBE\nid:1\ndestination:/topic/x\n\n^@");

        isRefused(client, "there is a subscription with this id already", 1002);
    }

    /** The hundred of a second, and a hundred of the silent second before. */
    @Test
    void theRateOfFramesIsBounded() {
        var client = connected();
        client.send("SEND\ndestination:/topic/x\n\n^@".repeat(98));
        assertThat(client.closed).isNull();
        client.send("SEND\ndestination:/topic/x\n\n^@".repeat(60));

        isRefused(client, "more than 100 frames a second", 1008);
        assertThat(server.counts.of("app_messages_total")).isBetween(98L, 157L);
    }

    @Test
    void emptyMessagesCountLikeFrames() {
        var client = connected();
        for (int i = 0; i < 160 && client.closed == null; i++) {
            client.send("\n");
        }

        isRefused(client, "more than 100 frames a second", 1008);
    }
}
