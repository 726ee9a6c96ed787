package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.telemetry.Counts;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionTest {

    private final Counts counts = new Counts();
    private final List<CloseReason> closed = new ArrayList<>();
    private final Connection connection = new Connection(session(), Runnable::run, counts.realtime(), reason -> {});

    private Session session() {
        return (Session) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        closed.add((CloseReason) arguments[0]);
                    }
                    return method.getReturnType() == RemoteEndpoint.Async.class ? remote() : null;
                });
    }

    private RemoteEndpoint.Async remote() {
        return (RemoteEndpoint.Async) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RemoteEndpoint.Async.class},
                (proxy, method, arguments) -> null);
    }

    @Test
    void whoDoesNotReadInTimeIsCutOffAndCounted() {
        connection.failed(new IOException(new SocketTimeoutException()));
        connection.failed(new SocketTimeoutException());
        connection.giveUp();

        assertThat(closed).singleElement().satisfies(reason -> {
            assertThat(reason.getCloseCode().getCode()).isEqualTo(1013);
            assertThat(reason.getReasonPhrase()).isEqualTo("messages are not read");
        });
        assertThat(counts.of("app_errors_total slow_consumer")).isEqualTo(1);
    }

    @Test
    void whoIsGoneIsNoError() {
        connection.failed(new IOException("broken pipe"));

        assertThat(closed)
                .singleElement()
                .satisfies(reason -> assertThat(reason.getCloseCode().getCode()).isEqualTo(1011));
        assertThat(counts.of("app_errors_total slow_consumer")).isZero();
    }
}
