package dev.tocsin.alerting.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns turns = new Turns(100, Duration.ofMinutes(1));

    @Test
    void whatTakesTooLongIsGivenUp() {
        var impatient = new Turns(100, Duration.ofMillis(1));
        var all = impatient.await(100).orElseThrow();

        assertThat(impatient.await(1)).isEmpty();
        all.close();
        assertThat(impatient.await(1)).isPresent();
    }

    @Test
    void oneLargerThanAllThereIsHasItAlone() throws Exception {
        var alone = turns.await(Integer.MAX_VALUE).orElseThrow();
        var other = CompletableFuture.supplyAsync(() -> turns.await(1).orElseThrow());

        assertThat(other).isNotCompleted();
        alone.close();
        other.get(30, TimeUnit.SECONDS).close();
    }

    @Test
    void manySmallOnesHaveTheirTurnTogether() {
        for (int i = 0; i < 100; i++) {
            assertThat(turns.await(1)).isPresent();
        }
    }
}
