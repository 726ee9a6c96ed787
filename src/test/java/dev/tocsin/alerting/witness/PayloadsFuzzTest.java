package dev.tocsin.alerting.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes is a delivery, with what is poison in it set aside, or an InvalidPayloadException, and soon. */
class PayloadsFuzzTest {

    private static final int MUTATIONS = 100_000;
    private static final Instant NOW = Instant.parse("2026-01-31T03:00:00Z");
    private static final Duration LONGEST = Duration.ofSeconds(2);

    @Test
    void whatComesIsUnderstoodOrRefused() {
        var mutations = new PayloadMutations(new Random(20260131));
        int understood = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            boolean isDirect = i % 2 == 0;
            var body = isDirect ? mutations.direct() : mutations.webhook();
            long start = System.nanoTime();
            try {
                var delivery = isDirect ? Payloads.direct(body, NOW) : Payloads.webhook(body);
                delivery.alerts()
                        .forEach(alert -> assertThat(alert.episode().toString()).isNotEmpty());
                understood += delivery.poison().isEmpty() ? 1 : 0;
            } catch (InvalidPayloadException e) {
                assertThat(e.getMessage()).isNotEmpty();
            } catch (RuntimeException | StackOverflowError e) {
                fail(
                        "mutation " + i + ": " + new String(body, StandardCharsets.UTF_8) + " or, in hexadecimal, "
                                + HexFormat.of().formatHex(body),
                        e);
            }
            assertThat(System.nanoTime() - start).as("mutation %d", i).isLessThan(LONGEST.toNanos());
        }
        // Neither only nonsense nor only what is right.
        assertThat(understood).isBetween(MUTATIONS / 20, MUTATIONS / 2);
    }
}
