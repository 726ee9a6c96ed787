package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Opened less closed is active, and active is what there is, however clients end. How many come and go is the system
 * property {@code tocsin.accounting.clients}.
 */
@ExtendWith(StackExtension.class)
class AccountingIT {

    private static final int CLIENTS = Integer.getInteger("tocsin.accounting.clients", 2000);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String GONE =
            "app_connections_closed_total{code=\"1006\",initiator=\"client\",mp_scope=\"application\",}";

    private final Stack stack;

    AccountingIT(Stack stack) {
        this.stack = stack;
    }

    /** Those of other tests are gone. */
    @BeforeEach
    void nobodyIsConnected() {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(value("app_active_connections")).isZero());
    }

    private double value(String name) {
        return stack.metric(name + "{mp_scope=\"application\",}");
    }

    private double closed() {
        return stack.get(stack.app("/metrics"))
                .lines()
                .filter(line -> line.startsWith("app_connections_closed_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private void nobodyIsLeft() {
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(value("app_active_connections")).isZero();
            assertThat(value("app_connections_opened_total")).isEqualTo(closed());
        });
    }

    @Test
    void clientsThatAreKilled() throws IOException {
        double before = stack.metric(GONE);
        var crowd = Crowd.start(stack.app("/ws"), 50);
        assertThat(value("app_active_connections")).isEqualTo(50);

        crowd.destroyForcibly();

        nobodyIsLeft();
        assertThat(stack.metric(GONE)).isEqualTo(before + 50);
    }

    /** Neither side is told that the network is gone; those who are there answer, and stay. */
    @Test
    void clientsWhoseNetworkIsCut() {
        double before = stack.metric(GONE);
        try (var wire = new Wire(stack.app("/ws"));
                var bystander = StompClient.connected(stack.app("/ws"))) {
            var clients = new ArrayList<RawClient>();
            for (int i = 0; i < 20; i++) {
                clients.add(new RawClient(wire.entrance()));
            }
            assertThat(value("app_active_connections")).isEqualTo(21);

            wire.cut();

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(stack.metric(GONE)).isEqualTo(before + 20));
            assertThat(value("app_active_connections")).isEqualTo(1);
            assertThat(value("app_connections_opened_total") - closed()).isEqualTo(1);
            assertThat(bystander.isOpen()).isTrue();
            clients.forEach(RawClient::close);
        }
        nobodyIsLeft();
    }

    @Test
    void upgradesThatFail() {
        double before = value("app_connections_opened_total");
        for (var header : new String[] {
            "Origin: http://evil.example\r\n",
            "Origin: null\r\n",
            "Sec-WebSocket-Version: 12\r\n",
            "Upgrade: nothing\r\n"
        }) {
            try (var refused = new RawClient(stack.app("/ws"), header)) {
                if (refused.status() == 101) {
                    before++;
                }
            }
        }

        nobodyIsLeft();
        assertThat(value("app_connections_opened_total")).isEqualTo(before);
    }

    @Test
    void thousandsThatComeAndGoAsChanceWills() throws InterruptedException {
        double before = value("app_connections_opened_total");
        double sessions = value("app_sessions_tracked");
        var seed = System.nanoTime();
        var threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < CLIENTS; i++) {
            int way = new Random(seed + i).nextInt(7);
            threads.execute(() -> comeAndGo(way));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(5, TimeUnit.MINUTES)).isTrue();

        nobodyIsLeft();
        assertThat(value("app_connections_opened_total")).as("seed %d", seed).isEqualTo(before + CLIENTS);
        assertThat(value("app_sessions_tracked")).isLessThanOrEqualTo(sessions);
    }

    private void comeAndGo(int way) {
        var client = way < 2 ? new RawClient(stack.app("/ws"), "") : new RawClient(stack.app("/ws"));
        switch (way) {
            case 0, 2 -> client.reset();
            case 3 ->
                client.sendOctets(
                        (byte) 0x88, (byte) 0x82, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 3, (byte) 0xe8);
            case 4 -> client.sendOctets((byte) 0xff, (byte) 0xff);
            case 5 -> {
                client.send("DISCONNECT\nreceipt:bye\n\n^@");
                client.awaitFrame("RECEIPT\n");
            }
            case 6 -> client.sendOctets((byte) 0x81, (byte) 0xfe, (byte) 0x10);
            default -> {
                // It closes its socket without a word.
            }
        }
        client.close();
    }
}
