package dev.tocsin.realtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that stops, and the one that comes after it. */
class HandoverTest {

    private static final Map<String, String> SETTINGS =
            Map.of("session-timeout", "PT1M", "max-log-bytes", "100000", "max-message-rate", "900000000");

    @TempDir
    private Path folder;

    private Server server;
    private Client publisher;
    private Client client;
    private String token;

    @BeforeEach
    void start() {
        server = new Server(SETTINGS, folder);
        publisher = server.connected();
        client = server.stranger();
        token = Client.header(client.connect("session-token:new\n"), "session-token");
        client.send("SUBSCRIBE\nid:t\ndestination:/topic/x\n\n^@");
    }

    private void publish(String destination, int from, int to) {
        IntStream.rangeClosed(from, to)
                .forEach(i -> publisher.send("SEND\ndestination:" + destination + "\nn:" + i + "\n\n" + i + "^@"));
    }

    private void restart(Duration downtime) {
        client.lose();
        publisher.lose();
        server.services.handover().write();
        long stoppedAt = server.nanos.get();
        server = new Server(SETTINGS, folder);
        server.nanos.set(stoppedAt + downtime.toNanos());
        server.services.handover().read();
        publisher = server.connected();
    }

    private Client back() {
        var messages = client.messages();
        var received = messages.isEmpty() ? "" : "t=" + Client.header(messages.get(messages.size() - 1), "message-id");
        var back = server.stranger();
        back.connect("session-token:" + token + "\nsession-received:" + received + "\n");
        return back;
    }

    private static String outcome(Client client) {
        return Client.header(client.frames.get(0), "session-outcome");
    }

    @Test
    void whoComesBackGetsWhatItMissedInOrderAndOnce() {
        publish("/topic/x", 1, 3);
        client.lose();
        publish("/topic/x", 4, 6);
        restart(Duration.ofSeconds(59));
        publish("/topic/x", 7, 8);
        var after = back();
        publish("/topic/x", 9, 9);

        assertThat(outcome(after)).isEqualTo("recovered");
        assertThat(client.bodies()).containsExactly("1", "2", "3");
        assertThat(after.bodies()).containsExactly("4", "5", "6", "7", "8", "9");
        assertThat(after.messages().get(0)).contains("\nn:4\n");
        after.send("DISCONNECT\n\n^@");
        server.nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        server.services.broker().sweep();
        assertThat(server.stored()).isZero();
    }

    @Test
    void aBodyThatIsNoTextIsTheSameAfterwards() {
        client.lose();
        publisher.send(octets("SEND\ndestination:/topic/x\ncontent-length:3\n\n", 0xff, 0, 0x80));
        restart(Duration.ZERO);

        assertThat(back().last()).endsWith("\n\n\u00ff^@\u0080^@");
    }

    private static byte[] octets(String head, int... body) {
        var all = new StringBuilder(head);
        IntStream.of(body).forEach(octet -> all.append((char) octet));
        return all.append('\0').toString().getBytes(ISO_8859_1);
    }

    @Test
    void anotherRestartGoesOnFromThere() {
        publish("/topic/x", 1, 2);
        restart(Duration.ZERO);
        publish("/topic/x", 3, 3);
        restart(Duration.ofSeconds(30));
        publish("/topic/x", 4, 4);

        assertThat(back().bodies()).containsExactly("3", "4");
    }

    @Test
    void whatIsGoneIsSaid() {
        publish("/topic/x", 1, 1);
        client.lose();
        publish("/topic/x", 2, 1000);
        restart(Duration.ZERO);
        var after = back();

        assertThat(outcome(after)).isEqualTo("trimmed");
        assertThat(after.bodies()).isNotEmpty().hasSizeLessThan(999).endsWith("1000");
    }

    @Test
    void whoDoesNotKnowTheSecretOpensNothing() throws IOException {
        restartWithout();
        assertThat(Files.readString(folder.resolve("handover"), ISO_8859_1))
                .contains(token.substring(0, token.indexOf('.')))
                .doesNotContain(token.substring(token.indexOf('.') + 1));
        server.services.handover().read();
        var right = token;
        token = right.substring(0, right.length() - 1) + (right.endsWith("A") ? "B" : "A");

        assertThat(outcome(back())).isEqualTo("unknown");
        token = right;
        assertThat(outcome(back())).isEqualTo("recovered");
    }

    private void restartWithout() {
        client.lose();
        server.services.handover().write();
        server = new Server(SETTINGS, folder);
    }

    @Test
    void whatWaitsInAQueueWaitsOn() {
        var consumer = server.connected();
        consumer.send("SUBSCRIBE\nid:q\ndestination:/queue/x\nack:client\n\n^@");
        publish("/queue/x", 1, 3);
        consumer.lose();
        restart(Duration.ofDays(2));
        publish("/queue/x", 4, 4);
        consumer = server.connected();
        consumer.send("SUBSCRIBE\nid:q\ndestination:/queue/x\nack:client\n\n^@");

        assertThat(consumer.bodies()).containsExactly("1", "2", "3", "4");
        assertThat(consumer.messages().get(0)).contains("\nredelivered:true\n");
        assertThat(consumer.last()).doesNotContain("redelivered");
        consumer.send("ACK\nid:" + Client.header(consumer.last(), "ack") + "\n\n^@");
        assertThat(server.stored()).isPositive();
        consumer.lose();
        assertThat(server.stored()).isZero();
    }

    @Test
    void whoComesTooLateIsToldSo() {
        restart(Duration.ofSeconds(61));

        assertThat(outcome(back())).isEqualTo("unknown");
        assertThat(server.services.sessions().size()).isEqualTo(2);
    }

    @Test
    void nobodyGoesOnTwiceFromOnePlace() {
        restart(Duration.ZERO);
        server = new Server(SETTINGS, folder);
        server.services.handover().read();

        assertThat(folder).isEmptyDirectory();
        assertThat(outcome(back())).isEqualTo("unknown");
    }

    @Test
    void theFileIsItsOwnersAlone() throws IOException {
        server.services.handover().write();

        assertThat(Files.getPosixFilePermissions(folder.resolve("handover")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    /** Whatever is wrong with the file, the server starts, and clients are told that they are not known. */
    @Test
    void aFileThatIsBrokenAnywhereIsPutAside() throws IOException {
        publish("/topic/x", 1, 2);
        restartWithout();
        var file = folder.resolve("handover");
        var whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            server = new Server(SETTINGS, folder);
            server.services.handover().read();

            assertThat(outcome(back()))
                    .as("%d of %d bytes", length, whole.length)
                    .isEqualTo("unknown");
            assertThat(file).doesNotExist();
            assertThat(folder.resolve("handover.unreadable")).hasSize(length);
        }
    }
}
