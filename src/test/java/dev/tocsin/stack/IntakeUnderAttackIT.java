package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alerting.witness.PayloadMutations;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is damaged, packed, slow or too much at once is refused, and costs nobody else anything. */
@ExtendWith(StackExtension.class)
class IntakeUnderAttackIT {

    private static final String WEBHOOK = "/api/webhooks/alertmanager";
    private static final String DIRECT = "/api/v2/alerts";
    private static final int MUTATIONS = 2000;

    private final Stack stack;
    private final String name = "Test" + UUID.randomUUID();

    IntakeUnderAttackIT(Stack stack) {
        this.stack = stack;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(stack.app(path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + stack.witnessToken());
    }

    private HttpResponse<String> post(String path, byte[] body) {
        return stack.send(request(path).POST(BodyPublishers.ofByteArray(body)));
    }

    private byte[] valid(int number) {
        return "[{\"labels\":{\"alertname\":\"%s\",\"number\":\"%d\"},\"startsAt\":\"2026-01-31T03:00:00Z\",\"endsAt\":\"2026-01-31T03:05:00Z\"}]"
                .formatted(name, number)
                .getBytes(StandardCharsets.UTF_8);
    }

    private List<String> recorded() {
        return stack.api("/alerts?state=all&limit=1000").getJsonArray("alerts").stream()
                .map(JsonValue::asJsonObject)
                .filter(alert -> alert.getString("name").equals(name))
                .map(alert -> alert.getString("id"))
                .toList();
    }

    private double overloaded() {
        return stack.metric(
                "app_alert_deliveries_total{mp_scope=\"application\",outcome=\"overloaded\",witness=\"direct\",}");
    }

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void damagedDeliveriesAreAnsweredAndLoseNoOther() {
        var mutations = new PayloadMutations(new Random(20260131));
        int valid = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var answer = i % 2 == 0 ? post(DIRECT, mutations.direct()) : post(WEBHOOK, mutations.webhook());
            assertThat(answer.statusCode())
                    .as("mutation %d: %s", i, answer.body())
                    .isIn(200, 204, 400);
            if (i % 50 == 0) {
                assertThat(post(DIRECT, valid(valid++)).statusCode()).isEqualTo(200);
            }
        }

        assertThat(recorded()).hasSize(valid);
        assertThat(stack.api("/audit/verification").getBoolean("holds")).isTrue();
    }

    @Test
    void aPackedBodyIsNotUnpacked() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(valid(0));
            var spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 64; i++) {
                gzip.write(spaces);
            }
        }
        for (var encoding : new String[] {"gzip", "deflate", "x-gzip", "br"}) {
            var answer = stack.send(request(DIRECT)
                    .header("Content-Encoding", encoding)
                    .POST(BodyPublishers.ofByteArray(packed.toByteArray())));
            assertThat(answer.statusCode()).as(encoding).isEqualTo(415);
        }
        assertThat(recorded()).isEmpty();
    }

    private Socket begin(long length) throws IOException {
        var socket = new Socket("localhost", stack.app("").getPort());
        socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
        var head = "POST " + DIRECT
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                + stack.witnessToken() + "\r\nContent-Length: " + length + "\r\n\r\n[";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String statusLine(Socket socket) throws IOException {
        try {
            var answer = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
            return Objects.requireNonNullElse(new BufferedReader(answer).readLine(), "");
        } catch (SocketException reset) {
            return "";
        }
    }

    /** A byte a second, for so long or until the server has closed. */
    private static void drip(Socket socket, int seconds) throws InterruptedException {
        try {
            for (int i = 0; i < seconds; i++) {
                TimeUnit.SECONDS.sleep(1);
                socket.getOutputStream().write(' ');
            }
        } catch (IOException closed) {
            assertThat(closed).isInstanceOf(SocketException.class);
        }
    }

    /** Some send a byte a second, and some nothing at all. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aSlowBodyEndsInTimeAndHoldsUpNoOther() throws Exception {
        var slow = new ArrayList<Socket>();
        for (int i = 0; i < 20; i++) {
            slow.add(begin(1000));
        }
        slow.add(begin(1000));
        var dripping = slow.get(slow.size() - 1);
        drip(dripping, 2);
        assertThat(post(DIRECT, valid(0)).statusCode()).isEqualTo(200);
        drip(dripping, 25);

        for (var socket : slow) {
            assertThat(statusLine(socket))
                    .satisfiesAnyOf(
                            line -> assertThat(line).isEmpty(),
                            line -> assertThat(line).contains(" 400 "));
            socket.close();
        }
        assertThat(recorded()).hasSize(1);
    }

    /** Four announce all that one delivery may have, which is all that may wait; Prometheus may come between them. */
    @Test
    void whereTooMuchWaitsTheNextIsToldToComeAgain() throws Exception {
        double before = overloaded();
        var large = new ArrayList<Socket>();
        for (int i = 0; i < 4; i++) {
            large.add(begin(8 * 1024 * 1024));
        }
        try {
            HttpResponse<String> refused = post(DIRECT, valid(0));
            for (int i = 0; i < 50 && refused.statusCode() == 200; i++) {
                large.add(begin(8 * 1024 * 1024));
                TimeUnit.MILLISECONDS.sleep(50);
                refused = post(DIRECT, valid(0));
            }
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("5");
            assertThat(overloaded()).isGreaterThan(before);
        } finally {
            for (var socket : large) {
                socket.close();
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(post(DIRECT, valid(1)).statusCode()).isEqualTo(200));
    }
}
