package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A stop is said to the clients, and remembered after the restart. */
@ExtendWith(StackExtension.class)
class LifecycleIT {

    private static final String SHUTDOWNS = "app_shutdown_duration_seconds_count{mp_scope=\"application\",}";

    @Test
    void clientsAreToldOfARestartAndTheHistogramCountsOn(Stack stack) {
        double before = stack.metric(SHUTDOWNS);
        var clients = new ArrayList<StompClient>();
        for (int i = 0; i < 100; i++) {
            clients.add(StompClient.connected(stack.app("/ws")));
        }

        stack.monitor("down", "app").orFail();
        assertThat(clients).allSatisfy(client -> assertThat(client.awaitClose()).isEqualTo(1012));
        stack.monitor("up", "app").orFail();

        assertThat(stack.metric(SHUTDOWNS)).isEqualTo(before + 1);
        assertThat(stack.metric("app_active_connections{mp_scope=\"application\",}"))
                .isZero();
    }
}
