package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A stop is foretold, said to the clients, and remembered after the restart. */
@ExtendWith(StackExtension.class)
class LifecycleIT {

    private static final String SHUTDOWNS = "app_shutdown_duration_seconds_count{mp_scope=\"application\",}";
    private static final String ACTIVE = "app_active_connections{mp_scope=\"application\",}";
    private static final int CLIENTS = 100;

    private final Stack stack;

    LifecycleIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void clientsAreToldOfARestartAndTheHistogramCountsOn() {
        double before = stack.metric(SHUTDOWNS);
        var clients = new ArrayList<StompClient>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(StompClient.connected(stack.app("/ws")));
        }
        var foretold = stack.api("/lifecycle/drain");
        assertThat(foretold.getString("state")).isEqualTo("serving");
        assertThat(foretold.getInt("connections")).isGreaterThanOrEqualTo(CLIENTS);
        var plan = foretold.getJsonObject("plan");
        assertThat(plan.getInt("batches")).isGreaterThanOrEqualTo(CLIENTS / 10);

        var down = CompletableFuture.supplyAsync(() -> stack.monitor("down", "app"));
        var answers = answersUntil(down);
        assertThat(down.join().orFail().out()).containsPattern("app +draining \\d+ connections, in \\d+ batches");
        assertThat(clients).allSatisfy(client -> assertThat(client.awaitClose()).isEqualTo(1012));
        var ends = clients.stream().mapToLong(StompClient::closedAt).summaryStatistics();
        assertThat(Duration.ofNanos(ends.getMax() - ends.getMin()))
                .as("spread over the window")
                .isGreaterThan(Duration.parse(plan.getString("duration")).dividedBy(2));
        assertThat(answers.get("/health/ready")).contains(503);
        assertThat(answers.get("/ws")).contains(503);
        stack.monitor("up", "app").orFail();

        assertThat(stack.metric(SHUTDOWNS)).isEqualTo(before + 1);
        assertThat(stack.metric(ACTIVE)).isZero();
        assertThat(stack.text("/audit?kind=drained&limit=1")).contains("user:operator");
    }

    /** The statuses of what is asked over and over again. */
    private ConcurrentMap<String, Set<Integer>> answersUntil(CompletableFuture<?> end) {
        var answers = new ConcurrentHashMap<String, Set<Integer>>();
        while (!end.isDone()) {
            for (var path : new String[] {"/health/ready", "/ws"}) {
                try {
                    int status =
                            stack.send(HttpRequest.newBuilder(stack.app(path))).statusCode();
                    answers.computeIfAbsent(path, absent -> ConcurrentHashMap.newKeySet())
                            .add(status);
                } catch (UncheckedIOException e) {
                    // It has stopped listening.
                }
            }
        }
        return answers;
    }

    @Test
    void onlyAnOperatorMayDrain() {
        assertThat(drain("oncall", "").statusCode()).isEqualTo(403);
        assertThat(drain("operator", "https://evil.example").statusCode()).isEqualTo(403);

        assertThat(stack.api("/lifecycle/drain").getString("state")).isEqualTo("serving");
    }

    private HttpResponse<String> drain(String user, String origin) {
        var request = HttpRequest.newBuilder(stack.app("/api/lifecycle/drain"))
                .header("Authorization", stack.credentials(user))
                .POST(BodyPublishers.noBody());
        if (!origin.isEmpty()) {
            request.header("Origin", origin);
        }
        return stack.send(request);
    }
}
