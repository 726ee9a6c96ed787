package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.stack.OnCall.Alert;
import jakarta.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream of events that the page lives on. */
@ExtendWith(StackExtension.class)
class StreamIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SLOW = "app_streams_ended_total{mp_scope=\"application\",reason=\"slow\",}";
    private static final String OPEN = "app_streams_open{mp_scope=\"application\",}";

    /** Of an alert's annotation. */
    private static final int LONG = 120_000;

    /** More than all buffers between the service and a client hold together. */
    private static final int MOST_TOLD = 24_000_000;

    private final Stack stack;
    private final OnCall onCall;
    private final HttpClient http = HttpClient.newHttpClient();

    StreamIT(Stack stack) {
        this.stack = stack;
        this.onCall = new OnCall(stack);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(stack.app("/api/stream" + path));
    }

    private HttpRequest.Builder signedIn(HttpRequest.Builder request) {
        return request.header("Authorization", stack.credentials("oncall"));
    }

    private Listening listen(UnaryOperator<HttpRequest.Builder> more) {
        try {
            var response =
                    http.send(more.apply(signedIn(request(""))).timeout(SOON).build(), BodyHandlers.ofLines());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            return new Listening(response.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What has come so far; a thread reads on. */
    private static final class Listening implements AutoCloseable {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Stream<String> body;
        private final Thread reader;

        Listening(Stream<String> body) {
            this.body = body;
            reader = new Thread(() -> body.forEach(lines::add));
            // When it is cut off in the middle, the reading fails, which is an end like another.
            reader.setUncaughtExceptionHandler((thread, thrown) -> {});
            reader.setDaemon(true);
            reader.start();
        }

        List<String> alerts(Alert alert) {
            return lines.stream()
                    .filter(line -> line.startsWith("data:") && line.contains(alert.name()))
                    .toList();
        }

        /** How often it was told of an alert, or that there is more to tell than a stream may hold. */
        long news(Alert alert) {
            return alerts(alert).size()
                    + lines.stream().filter("event: reset"::equals).count();
        }

        String lastId() {
            await().atMost(SOON).until(() -> lines.stream().anyMatch(line -> line.startsWith("id: ")));
            return lines.stream()
                    .filter(line -> line.startsWith("id: "))
                    .reduce((before, last) -> last)
                    .orElseThrow()
                    .substring(4);
        }

        boolean isOver() {
            return !reader.isAlive();
        }

        @Override
        public void close() {
            body.close();
        }
    }

    private void fire(Alert alert, String description) {
        var labels = Json.createObjectBuilder();
        alert.labels().forEach(labels::add);
        var body = Json.createArrayBuilder()
                .add(Json.createObjectBuilder()
                        .add("labels", labels)
                        .add("annotations", Json.createObjectBuilder().add("history", description))
                        .add("startsAt", alert.startsAt().toString())
                        .add("endsAt", alert.startsAt().plusSeconds(120).toString()))
                .build();
        var response = stack.send(HttpRequest.newBuilder(stack.app("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + stack.witnessToken())
                .POST(BodyPublishers.ofString(body.toString())));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private static Alert someAlert() {
        return Alert.critical(Alert.someName(), "app-1:9080");
    }

    @Test
    void whatAWitnessTellsAndWhatPeopleDoIsPushed() {
        var alert = someAlert();
        try (var listening = listen(request -> request)) {
            listening.lastId();
            onCall.fire(alert);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(listening.alerts(alert))
                            .last()
                            .asString()
                            .contains("\"state\":\"firing\""));

            OnCall.isDone(onCall.act("POST", alert, "/acknowledgement", "{\"note\":\"on it\"}"));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(listening.alerts(alert))
                            .last()
                            .asString()
                            .contains("\"note\":\"on it\""));

            onCall.end(alert);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(listening.alerts(alert))
                            .last()
                            .asString()
                            .contains("\"state\":\"resolved\""));
            await().atMost(SOON).until(() -> listening.lines.contains("event: beat"));
        }
    }

    @Test
    void whoComesAgainIsToldWhatHeMissed() {
        String id;
        try (var listening = listen(request -> request)) {
            id = listening.lastId();
        }
        var missed = List.of(someAlert(), someAlert());
        missed.forEach(onCall::fire);
        try (var again = listen(request -> request.header("Last-Event-ID", id))) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(missed)
                            .allSatisfy(alert -> assertThat(again.alerts(alert)).isNotEmpty()));
            assertThat(Long.parseLong(again.lastId())).isGreaterThan(Long.parseLong(id));
        } finally {
            missed.forEach(onCall::end);
        }
    }

    @Test
    void whoWasNeverThereIsToldToListAnew() {
        try (var listening = listen(request -> request.header("Last-Event-ID", "999999999999"))) {
            await().atMost(SOON).until(() -> listening.lines.contains("event: reset"));
        }
    }

    @Test
    void signingOutEndsTheStreamOfThisSignInAlone() throws Exception {
        var credentials = "{\"user\":\"oncall\",\"password\":\"" + stack.password() + "\"}";
        var signIn = stack.send(HttpRequest.newBuilder(stack.app("/api/session"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(credentials)));
        var cookie = signIn.headers().allValues("Set-Cookie").stream()
                .map(set -> set.split(";")[0])
                .filter(set -> set.startsWith("tocsin="))
                .findFirst()
                .orElseThrow();
        var response = http.send(request("").header("Cookie", cookie).build(), BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        try (var mine = new Listening(response.body());
                var other = listen(request -> request)) {
            mine.lastId();
            other.lastId();
            stack.send(HttpRequest.newBuilder(stack.app("/api/session"))
                    .header("Cookie", cookie)
                    .DELETE());
            await().atMost(SOON).until(mine::isOver);
            assertThat(other.isOver()).isFalse();
        }
    }

    @Test
    void thereAreOnlySoManyAndTheyAreCounted() throws Exception {
        await().atMost(SOON).until(() -> stack.metric(OPEN) == 0);
        var open = new ArrayList<Listening>();
        try {
            for (int i = 0; i < Stack.MAX_STREAMS; i++) {
                open.add(listen(request -> request));
            }
            assertThat(stack.metric(OPEN)).isEqualTo(Stack.MAX_STREAMS);
            var refused = http.send(signedIn(request("")).build(), BodyHandlers.ofString());
            OnCall.isProblem(refused, 503, "tocsin.stream.max-streams");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(stack.metric("app_streams_ended_total{mp_scope=\"application\",reason=\"refused\",}"))
                    .isPositive();
        } finally {
            open.forEach(Listening::close);
        }
        await().atMost(SOON).until(() -> stack.metric(OPEN) == 0);
    }

    /** One that was told too much in the meantime is not told all of it, but is told. */
    @Test
    void whatIsTooLongIsOnlySaidToBeThere() {
        var alert = someAlert();
        try (var listening = listen(request -> request)) {
            listening.lastId();
            // Of three bytes each.
            fire(alert, "鐘".repeat(100_000));
            await().atMost(SOON).until(() -> listening.lines.contains("event: reset"));
            assertThat(listening.isOver()).isFalse();
        } finally {
            onCall.end(alert);
        }
    }

    /** Its buffers fill up; it is ended then, and meanwhile nobody else waits for it, nor who asks how many there are. */
    @Test
    void whoDoesNotReadIsEndedAndHoldsUpNobody() throws IOException {
        await().atMost(SOON).until(() -> stack.metric(OPEN) == 0);
        double slow = stack.metric(SLOW);
        var alert = someAlert();
        try (var other = listen(request -> request);
                var socket = new Socket()) {
            other.lastId();
            socket.setReceiveBufferSize(4_096);
            socket.connect(
                    new InetSocketAddress(stack.app("").getHost(), stack.app("").getPort()));
            socket.getOutputStream()
                    .write(("GET /api/stream HTTP/1.1\r\nHost: " + stack.app("").getAuthority() + "\r\nAuthorization: "
                                    + stack.credentials("oncall") + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().atMost(SOON).until(() -> stack.metric(OPEN) == 2);

            fire(alert, "x".repeat(LONG));
            // The whole alert is told again of each note.
            int told = 0;
            while (stack.metric(SLOW) == slow) {
                assertThat(told)
                        .as("megabytes that somebody who does not read was told")
                        .isLessThan(MOST_TOLD / LONG);
                int before = ++told;
                await().atMost(SOON).until(() -> other.news(alert) >= before);
                OnCall.isDone(onCall.act("POST", alert, "/notes", "{\"text\":\"note " + before + "\"}"));
            }

            assertThat(stack.metric(OPEN)).isEqualTo(1);
            int all = told + 1;
            await().atMost(SOON).until(() -> other.news(alert) >= all);
            socket.setSoTimeout((int) SOON.toMillis());
            assertThat(socket.getInputStream().readAllBytes().length)
                    .as("what waited is dropped")
                    .isLessThan(all * LONG);
        } finally {
            onCall.end(alert);
        }
    }

    @Test
    void nobodyListensWithoutASignIn() throws Exception {
        HttpResponse<String> answer = http.send(request("").build(), BodyHandlers.ofString());
        OnCall.isProblem(answer, 401, "sign in first");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?after=x", "?after=-1", "?after=99999999999999999999"})
    void whatIsNoIdIsRefused(String query) throws Exception {
        var answer = http.send(signedIn(request(query)).build(), BodyHandlers.ofString());
        OnCall.isProblem(answer, 400, "Last-Event-ID");
    }
}
