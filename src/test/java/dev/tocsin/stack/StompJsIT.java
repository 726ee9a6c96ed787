package dev.tocsin.stack;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The unmodified {@code @stomp/stompjs} against the service; the tests are in JavaScript, too. */
@ExtendWith(StackExtension.class)
class StompJsIT {

    @Test
    void itFindsAStompServer(Stack stack) {
        NodeModules.install();
        var url = stack.app("/ws").toString().replaceFirst("http", "ws");
        Command.run(
                        Duration.ofMinutes(3),
                        Map.of("TOCSIN_WS", url),
                        List.of("node", "--experimental-websocket", "--test", "src/test/js/stompjs.test.js"))
                .orFail();
    }
}
