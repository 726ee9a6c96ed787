package dev.tocsin.stack;

import dev.tocsin.client.ResumableSession;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;

/** Spring's STOMP client; one that comes back for its session whenever the connection is lost, until it is closed. */
final class SpringClient implements AutoCloseable {

    /** What came for a subscription. */
    record Received(StompHeaders headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    final List<Received> received = new CopyOnWriteArrayList<>();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    final List<ResumableSession.Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    private final WebSocketStompClient stomp = new WebSocketStompClient(new StandardWebSocketClient());
    private final ResumableSession resumable = new ResumableSession();
    private final URI url;
    private final StompHeaders subscription;
    private volatile boolean isClosed;

    /** @param subscription the headers of the SUBSCRIBE that it sends at each connection */
    SpringClient(URI app, StompHeaders subscription) {
        this.url = URI.create(app.toString().replaceFirst("http", "ws"));
        this.subscription = subscription;
        scheduler.setDaemon(true);
        scheduler.initialize();
        stomp.setTaskScheduler(scheduler);
        stomp.setMessageConverter(new ByteArrayMessageConverter());
        stomp.setDefaultHeartbeat(new long[] {1000, 1000});
    }

    /** Returns when it has subscribed. */
    StompSession connect() {
        var attempt = new Attempt();
        attempt.begin().orTimeout(20, TimeUnit.SECONDS).join();
        return attempt.subscribed.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Connects, and again whenever it is lost. */
    void stayConnected() {
        var attempt = new Attempt();
        attempt.lost.thenRun(() -> {
            if (!isClosed) {
                scheduler.schedule(this::stayConnected, Instant.now().plusMillis(20));
            }
        });
        attempt.begin();
    }

    /** One connection; Spring may tell of its end several times. */
    private final class Attempt extends StompSessionHandlerAdapter {
        private final CompletableFuture<StompSession> subscribed = new CompletableFuture<>();
        private final CompletableFuture<Void> lost = new CompletableFuture<>();

        CompletableFuture<StompSession> begin() {
            var headers = new StompHeaders();
            resumable.connectHeaders().forEach(headers::set);
            return stomp.connectAsync(url, new WebSocketHttpHeaders(), headers, this)
                    .whenComplete((session, failure) -> {
                        if (failure != null) {
                            lost.complete(null);
                        }
                    });
        }

        @Override
        public void afterConnected(StompSession session, StompHeaders connected) {
            outcomes.add(resumable.connected(connected.toSingleValueMap()).outcome());
            session.setAutoReceipt(true);
            session.subscribe(subscription, this).addReceiptTask(() -> subscribed.complete(session));
        }

        @Override
        public Type getPayloadType(StompHeaders headers) {
            return byte[].class;
        }

        @Override
        public void handleFrame(StompHeaders headers, Object payload) {
            if (headers.getSubscription() == null) {
                failures.add(new AssertionError(headers.toString()));
                return;
            }
            resumable.received(headers.getSubscription(), headers.getMessageId());
            received.add(new Received(headers, (byte[]) payload));
        }

        @Override
        public void handleException(
                StompSession session, StompCommand command, StompHeaders headers, byte[] payload, Throwable exception) {
            failures.add(exception);
        }

        @Override
        public void handleTransportError(StompSession session, Throwable exception) {
            lost.complete(null);
        }
    }

    @Override
    public void close() {
        leave();
    }

    /** Goes without DISCONNECT. */
    void leave() {
        isClosed = true;
        stomp.stop();
        scheduler.shutdown();
    }
}
