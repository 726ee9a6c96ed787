package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TransactionsTest {

    private final Server server =
            new Server(Map.of("max-transactions", "2", "max-transaction-bytes", "1000", "max-queue-bytes", "1000"));

    private final Client listener = server.connected();
    private final Client client = server.connected();

    /** What the subscriptions take. */
    private final long held;

    TransactionsTest() {
        listener.send("SUBSCRIBE\nid:s\ndestination:/topic/x\n\n^@");
        held = server.stored();
        client.send("BEGIN\ntransaction:t\n\n^@");
    }

    private void sendInTransaction(String body) {
        client.send("SEND\ndestination:/topic/x\ntransaction:t\n\n" + body + "^@");
    }

    @Test
    void whatIsSentInATransactionArrivesWithItsCommit() {
        sendInTransaction("1");
        sendInTransaction("2");
        assertThat(listener.bodies()).isEmpty();
        client.send("COMMIT\ntransaction:t\nreceipt:r\n\n^@");

        assertThat(listener.bodies()).containsExactly("1", "2");
        assertThat(listener.messages().get(0)).doesNotContain("transaction");
        assertThat(client.last()).isEqualTo("RECEIPT\nreceipt-id:r\n\n^@");
        assertThat(server.counts.of("app_messages_total")).isEqualTo(2);
        assertThat(server.stored()).isEqualTo(held);
    }

    @Test
    void whatIsAbortedIsForgotten() {
        sendInTransaction("1");
        client.send("ABORT\ntransaction:t\n\n^@BEGIN\ntransaction:t\n\n^@COMMIT\ntransaction:t\n\n^@");

        assertThat(client.closed).isNull();
        assertThat(listener.bodies()).isEmpty();
        assertThat(server.stored()).isEqualTo(held);
    }

    @Test
    void aTransactionEndsWithItsConnection() {
        sendInTransaction("1");
        client.send("DISCONNECT\n\n^@");
        assertThat(server.stored()).isEqualTo(held);

        var other = server.connected();
        other.send("BEGIN\ntransaction:t\n\n^@SEND\ndestination:/topic/x\ntransaction:t\n\n1^@");
        other.lose();
        assertThat(listener.bodies()).isEmpty();
        assertThat(server.stored()).isEqualTo(held);
    }

    @Test
    void anAcknowledgementIsPartOfItsTransaction() {
        var consumer = server.connected();
        consumer.send("SUBSCRIBE\nid:q\ndestination:/queue/x\nack:client\n\n^@");
        long subscribed = server.stored();
        consumer.send("SEND\ndestination:/queue/x\n\n1^@SEND\ndestination:/queue/x\n\n2^@");
        var first = Client.header(consumer.messages().get(0), "ack");
        var second = Client.header(consumer.messages().get(1), "ack");
        consumer.send("BEGIN\ntransaction:t\n\n^@");
        consumer.send("ACK\nid:" + second + "\ntransaction:t\n\n^@ACK\nid:" + first + "\ntransaction:t\n\n^@");
        assertThat(server.stored()).isGreaterThan(subscribed);
        consumer.send("COMMIT\ntransaction:t\n\n^@");

        assertThat(consumer.closed).isNull();
        assertThat(server.stored()).isEqualTo(subscribed);
    }

    @Test
    void anAcknowledgementOfNothingIsRefusedBeforeTheCommit() {
        client.send("ACK\nid:7-7\ntransaction:t\n\n^@");

        assertThat(client.last()).contains("\nmessage:no message with this id waits to be acknowledged\n");
    }

    /** All or nothing: what has room is not sent either. */
    @Test
    void aCommitThatDoesNotFitSendsNothing() {
        sendInTransaction("1");
        client.send("SEND\ndestination:/queue/y\ntransaction:t\n\n2^@");
        var filling = server.connected();
        while (filling.closed == null) {
            filling.send("SEND\ndestination:/queue/y\n\nx^@");
        }
        long before = server.stored();
        client.send("COMMIT\ntransaction:t\nreceipt:r\n\n^@");

        assertThat(client.last()).startsWith("ERROR\n").contains("\nmessage:the queue is full\n", "\nreceipt-id:r\n");
        assertThat(listener.bodies()).isEmpty();
        assertThat(server.stored()).isLessThan(before);
    }

    @Test
    void transactionsAreBounded() {
        client.send("BEGIN\ntransaction:u\n\n^@");
        assertThat(client.closed).isNull();
        client.send("BEGIN\ntransaction:v\n\n^@");

        assertThat(client.last()).contains("\nmessage:more than 2 transactions at a time\n");
        assertThat(client.closed.getCloseCode().getCode()).isEqualTo(1008);
    }

    @Test
    void theirBytesAreBounded() {
        sendInTransaction("x".repeat(700));
        assertThat(client.closed).isNull();
        sendInTransaction("x");

        assertThat(client.last()).contains("\nmessage:the transactions are over 1000 bytes\n");
        assertThat(client.closed.getCloseCode().getCode()).isEqualTo(1008);
        assertThat(server.stored()).isEqualTo(held);
    }
}
