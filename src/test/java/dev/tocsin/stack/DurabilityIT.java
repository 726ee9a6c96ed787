package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * SIGKILL at any moment of a storm of deliveries: each that was answered 2xx is in the record afterwards. How often is
 * the system property {@code tocsin.durability.rounds}.
 */
class DurabilityIT {

    private static final int ROUNDS = Integer.getInteger("tocsin.durability.rounds", 4);
    private static final int ALERTS_A_ROUND = 200;
    private static final int SENDERS = 4;
    private static final Path FOLDER = Path.of("target/durability").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final Random random = new Random();
    private final AtomicInteger number = new AtomicInteger();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private Stack stack;
    private Part app;

    @BeforeEach
    void start() {
        stack = Stack.start(FOLDER, Map.of(), "app");
        app = Part.of(FOLDER, "app");
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    @Test
    void whateverWasAnsweredIsThereAfterAKill() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            storm();
            app.start();
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptions()
                    .until(() -> stack.send(HttpRequest.newBuilder(stack.app("/health/ready")))
                                    .statusCode()
                            == 200);
            var recorded = recorded();
            assertThat(answered).as("round %d", round).isNotEmpty().allMatch(recorded.keySet()::contains);
            assertThat(recorded.values()).as("round %d", round).containsOnly(1L);
        }
        FaultTable.add(
                "service killed %d times in a storm of deliveries".formatted(ROUNDS),
                answered.size(),
                recorded().size(),
                0,
                0,
                "-",
                "");
        assertThat(stack.api("/audit/verification").getBoolean("holds")).isTrue();
    }

    private void storm() throws InterruptedException {
        var over = new AtomicBoolean();
        var senders = Executors.newFixedThreadPool(SENDERS);
        for (int i = 0; i < SENDERS; i++) {
            senders.execute(() -> {
                while (!over.get()) {
                    send("D" + number.incrementAndGet());
                }
            });
        }
        int enough = answered.size() + 1 + random.nextInt(2 * ALERTS_A_ROUND);
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> answered.size() >= enough);
        app.kill();
        over.set(true);
        senders.shutdown();
        assertThat(senders.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    private void send(String name) {
        var body = "[{\"labels\":{\"alertname\":\"%s\"},\"startsAt\":\"2026-01-31T03:00:00Z\"}]".formatted(name);
        try {
            var response = stack.send(HttpRequest.newBuilder(stack.app("/api/v2/alerts"))
                    .header("Content-Type", "application/json")
                    .header("Authorization", "Bearer " + stack.witnessToken())
                    .POST(BodyPublishers.ofString(body)));
            if (response.statusCode() == 200) {
                answered.add(name);
            }
        } catch (UncheckedIOException e) {
            // It was killed meanwhile: whether this one is there, nobody has been told.
        }
    }

    /** How often each was taken for new. */
    private Map<String, Long> recorded() {
        var names = new HashMap<String, Long>();
        long after = 0;
        while (true) {
            var entries = stack.api("/audit?limit=1000&after=" + after)
                    .getJsonArray("entries")
                    .getValuesAs(JsonObject.class);
            if (entries.isEmpty()) {
                return names;
            }
            for (var entry : entries) {
                after = entry.getJsonNumber("seq").longValue();
                if (entry.getString("kind").equals("fired")) {
                    names.merge(
                            entry.getJsonObject("body").getJsonObject("labels").getString("alertname"), 1L, Long::sum);
                }
            }
        }
    }
}
