package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The service is killed while alerts come in, and stays away while they go on. For how long is the system property
 * {@code tocsin.faults.outages}: a comma between two.
 */
class OutageFaultsIT {

    private static final String LENGTHS = System.getProperty("tocsin.faults.outages", "PT5S");
    private static final int ALERTS = 40;
    private static final Path FOLDER = Path.of("target/outage-faults").toAbsolutePath();

    private static FaultyStack stack;

    @BeforeAll
    static void start() {
        stack = new FaultyStack(FOLDER, Map.of());
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    static Stream<Duration> lengths() {
        return Arrays.stream(LENGTHS.split(",")).map(Duration::parse);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void theServiceIsKilledInAStorm(Duration length) throws InterruptedException {
        var scene = "away" + length;
        // An hour's storm is no denser than a minute's: what is far back is what the test is about.
        var pause = length.dividedBy(800).plusMillis(100);
        stack.storm(scene, ALERTS, Duration.ofMillis(100), Instant.now().plusSeconds(4));
        stack.app().kill();
        var back = Instant.now().plus(length);
        stack.storm(scene, ALERTS, pause, back);
        stack.app().start();
        stack.storm(scene, ALERTS, Duration.ofMillis(100), Instant.now().plusSeconds(4));
        stack.awaitApp();
        stack.end(scene, IntStream.range(0, ALERTS).toArray());

        var tally = stack.tally("service killed in a storm, back after " + length, scene);
        assertThat(tally.reasons()).containsKey("service_down");
    }
}
