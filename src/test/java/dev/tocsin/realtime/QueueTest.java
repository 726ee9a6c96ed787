package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueTest {

    private final Server server =
            new Server(Map.of("max-queue-bytes", "2000", "max-unacknowledged", "3", "max-deliveries", "2"));

    private Client consumer(String ack) {
        var client = server.connected();
        client.send("SUBSCRIBE\nid:q\ndestination:/queue/x\nack:" + ack + "\n\n^@");
        client.frames.clear();
        return client;
    }

    private void publish(String... bodies) {
        var publisher = server.connected();
        for (var body : bodies) {
            publisher.send("SEND\ndestination:/queue/x\n\n" + body + "^@");
        }
        assertThat(publisher.closed).isNull();
        publisher.lose();
    }

    private static void answer(Client client, String command, int message) {
        client.send(command + "\nid:" + Client.header(client.messages().get(message), "ack") + "\n\n^@");
        assertThat(client.closed).isNull();
    }

    /** Whatever was done, in the end nothing is kept, once the queue is empty. */
    @AfterEach
    void nothingIsLeftBehind() {
        consumer("auto");
        server.everybodyGoes();
        server.services.broker().sweep();
        assertThat(server.stored()).isZero();
    }

    @Test
    void eachMessageGoesToOneConsumerInTurn() {
        var alice = consumer("auto");
        var bob = consumer("auto");
        publish("1", "2", "3", "4");

        assertThat(alice.bodies()).hasSize(2);
        assertThat(bob.bodies()).hasSize(2);
        assertThat(IntStream.concat(
                                alice.bodies().stream().mapToInt(Integer::parseInt),
                                bob.bodies().stream().mapToInt(Integer::parseInt))
                        .sorted())
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void messagesWaitForAConsumer() {
        publish("1", "2");
        consumer("auto");
        long ofOne = server.stored();
        var later = consumer("auto");

        assertThat(later.bodies()).isEmpty();
        assertThat(server.stored()).as("subscriptions alone").isEqualTo(2 * ofOne);
    }

    @Test
    void whatIsRefusedGoesToAnotherConsumer() {
        var alice = consumer("client-individual");
        publish("1");
        var bob = consumer("client-individual");
        answer(alice, "NACK", 0);

        assertThat(bob.bodies()).containsExactly("1");
        assertThat(bob.last()).contains("\nredelivered:true\n");
        assertThat(Client.header(bob.last(), "message-id")).isEqualTo(Client.header(alice.last(), "message-id"));
        answer(bob, "ACK", 0);
    }

    @Test
    void whatIsRefusedTooOftenIsGivenUp() {
        var only = consumer("client-individual");
        publish("1");
        answer(only, "NACK", 0);
        assertThat(only.bodies()).containsExactly("1", "1");
        answer(only, "NACK", 1);

        assertThat(only.bodies()).hasSize(2);
        assertThat(server.counts.of("app_errors_total undeliverable")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "client-individual"})
    void whatIsNotAcknowledgedWhenAConsumerGoesIsSentAgainInOrder(String ack) {
        var alice = consumer(ack);
        publish("1", "2", "3");
        answer(alice, "ACK", 0);
        var bob = consumer("auto");
        alice.lose();

        assertThat(bob.bodies()).containsExactly("2", "3");
    }

    @Test
    void whatWaitedToBeWrittenWhenAConsumerWentIsSentToAnother() {
        var alice = consumer("auto");
        alice.isStalled = true;
        publish("1", "2", "3");
        var bob = consumer("auto");
        alice.lose();

        assertThat(bob.bodies()).containsExactly("1", "2", "3");
    }

    @Test
    void unsubscribingPutsBackWhatIsNotAcknowledged() {
        var alice = consumer("client");
        publish("1");
        alice.send("UNSUBSCRIBE\nid:q\n\n^@");

        assertThat(consumer("auto").bodies()).isEmpty();
    }

    @Test
    void acknowledgementIsCumulativeInModeClient() {
        var alice = consumer("client");
        publish("1", "2", "3");
        answer(alice, "ACK", 1);
        var bob = consumer("auto");
        alice.lose();

        assertThat(bob.bodies()).containsExactly("3");
    }

    @Test
    void refusalIsCumulativeInModeClient() {
        var alice = consumer("client");
        publish("1", "2", "3");
        var bob = consumer("client");
        answer(alice, "NACK", 1);

        assertThat(bob.bodies()).containsExactly("1");
        assertThat(alice.bodies()).containsExactly("1", "2", "3", "2");
        answer(alice, "ACK", 3);
        answer(bob, "ACK", 0);
    }

    @Test
    void acknowledgementIsForOneInModeClientIndividual() {
        var alice = consumer("client-individual");
        publish("1", "2", "3");
        answer(alice, "ACK", 1);
        var bob = consumer("auto");
        alice.lose();

        assertThat(bob.bodies()).containsExactly("1", "3");
    }

    @Test
    void aMessageIsAcknowledgedOnce() {
        var alice = consumer("client");
        publish("1");
        answer(alice, "ACK", 0);
        alice.send("ACK\nid:" + Client.header(alice.messages().get(0), "ack") + "\n\n^@");

        assertThat(alice.last()).contains("\nmessage:no message with this id waits to be acknowledged\n");
    }

    @Test
    void oneWhoHasEnoughToAcknowledgeGetsNoMore() {
        var alice = consumer("client-individual");
        publish("1", "2", "3", "4");
        assertThat(alice.bodies()).containsExactly("1", "2", "3");
        answer(alice, "ACK", 1);

        assertThat(alice.bodies()).containsExactly("1", "2", "3", "4");
        alice.send("DISCONNECT\n\n^@");
        assertThat(consumer("auto").bodies()).isEmpty();
    }

    @Test
    void aFullQueueIsSaidToTheSenderAndHoldsWhatItHas() {
        var publisher = server.connected();
        for (int i = 0; i < 20 && publisher.closed == null; i++) {
            publisher.send("SEND\ndestination:/queue/x\nreceipt:" + i + "\n\n" + i + "^@");
        }

        assertThat(publisher.last()).startsWith("ERROR\n").contains("\nmessage:the queue is full\n");
        assertThat(publisher.closed.getCloseCode().getCode()).isEqualTo(1013);
        long receipts = publisher.frames.stream()
                .filter(frame -> frame.startsWith("RECEIPT"))
                .count();
        var consumer = consumer("auto");
        assertThat(server.counts.of("app_messages_delivered_total")).isEqualTo(receipts);
        assertThat(server.counts.of("app_messages_total")).isEqualTo(receipts);
        consumer.lose();
    }

    /** It gets no more than it has room for, the others the rest, and what it had when it goes. */
    @Test
    void aSlowConsumerHoldsNobodyUp() {
        var small = new Server(Map.of("max-outbox-bytes", "1000"));
        var slow = small.connected();
        slow.send("SUBSCRIBE\nid:q\ndestination:/queue/x\nack:client\n\n^@");
        slow.isStalled = true;
        var publisher = small.connected();
        for (int i = 0; i < 10; i++) {
            publisher.send("SEND\ndestination:/queue/x\n\n" + "x".repeat(200) + i + "^@");
        }
        var other = small.connected();
        other.send("SUBSCRIBE\nid:q\ndestination:/queue/x\n\n^@");
        assertThat(other.bodies()).hasSizeBetween(6, 9).isSorted();
        slow.lose();

        assertThat(slow.isGivenUp).isFalse();
        assertThat(other.bodies()).hasSize(10);
    }

    @Test
    void aConsumerThatReadsOnGetsTheRest() {
        var small = new Server(Map.of("max-outbox-bytes", "1000"));
        var consumer = small.connected();
        consumer.send("SUBSCRIBE\nid:q\ndestination:/queue/x\nack:client\n\n^@");
        consumer.isStalled = true;
        var publisher = small.connected();
        for (int i = 0; i < 10; i++) {
            publisher.send("SEND\ndestination:/queue/x\n\n" + "x".repeat(200) + i + "^@");
        }
        consumer.read();

        assertThat(consumer.bodies()).hasSize(10).isSorted();
    }
}
