package dev.tocsin.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Timer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShutdownMetricsTest {

    @TempDir
    private Path folder;

    private final List<Duration> observed = new ArrayList<>();

    private ShutdownMetrics start() {
        observed.clear();
        var timer = proxy(Timer.class, arguments -> {
            observed.add((Duration) arguments[0]);
            return null;
        });
        return new ShutdownMetrics(proxy(MetricRegistry.class, arguments -> timer), folder.resolve("data"));
    }

    private interface Call {
        Object on(Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                ShutdownMetricsTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.on(arguments)));
    }

    private void isOnDisk(String text) throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/shutdowns"), text, ISO_8859_1);
    }

    @Test
    void theFirstStartHasObservedNone() {
        start();

        assertThat(observed).isEmpty();
    }

    @Test
    void everyShutdownIsObservedAfterTheRestart() {
        for (int i = 0; i < 2; i++) {
            var process = start();
            process.begin();
            process.begin();
            process.end();
        }
        start();

        assertThat(observed).hasSize(2).allMatch(duration -> duration.toMinutes() == 0);
    }

    @Test
    void oneThatWasKilledIsObservedOnceWithTheLeastThatItTook() throws IOException {
        isOnDisk("120\n\n+\n\n~500\n\n~1000\n");
        start();
        assertThat(observed).containsExactly(Duration.ofMillis(120), Duration.ofMillis(1000));

        start();
        assertThat(observed).containsExactly(Duration.ofMillis(120), Duration.ofMillis(1000));

        var process = start();
        process.begin();
        process.end();
        start();
        assertThat(observed).hasSize(3).startsWith(Duration.ofMillis(120), Duration.ofMillis(1000));
    }

    @Test
    void oneThatWasKilledAtOnceIsObservedTooAndSoIsItsFollower() throws IOException {
        isOnDisk("\n+\n\n+\n\n~500\n\n730\n");
        start();

        assertThat(observed).containsExactly(Duration.ZERO, Duration.ofMillis(730));
    }

    @Test
    void howLongItHasTakenIsWrittenWhileItLasts() {
        var process = start();
        process.begin();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            start();
            assertThat(observed).hasSize(1).allMatch(duration -> duration.toMillis() >= 500);
        });
        process.end();
    }

    @Test
    void aTornLineDoesNotSpoilTheOthers() throws IOException {
        isOnDisk("120\n\n+\n\n~500\n\n~10\n\n~\n\n7");
        start();
        assertThat(observed).containsExactly(Duration.ofMillis(120), Duration.ofMillis(500));
    }

    @Test
    void garbageDoesNotCostTheOtherLines() throws IOException {
        isOnDisk("120\n\u00ff\u00fe\0\n-4\n99999999999999999999\n340\n");
        start();

        assertThat(observed).containsExactly(Duration.ofMillis(120), Duration.ofMillis(340));
    }
}
