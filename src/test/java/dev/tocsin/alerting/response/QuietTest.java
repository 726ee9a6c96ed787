package dev.tocsin.alerting.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.audit.HeldSilences.Held;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietTest {

    private static final Instant NOW = Instant.parse("2026-01-31T03:00:00Z");

    private final Quiet quiet = new Quiet(null, null, Duration.ofMinutes(5));

    /** Minutes from now on until the silence ends, and until the acknowledgement does. */
    @ParameterizedTest
    @CsvSource({"5, 240, false", "3, 240, false", "2, 240, true", "-60, 240, true", "2, 2, false", "1, 2, true"})
    void aSilenceIsRenewedAtHalfOfItsTimeUnlessTheAcknowledgementEndsWithIt(int ends, int until, boolean isDue) {
        var held = new Held("one", NOW.plus(Duration.ofMinutes(ends)));

        assertThat(quiet.isDue(held, NOW, NOW.plus(Duration.ofMinutes(until)))).isEqualTo(isDue);
    }
}
