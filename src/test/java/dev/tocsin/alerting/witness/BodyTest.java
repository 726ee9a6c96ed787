package dev.tocsin.alerting.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BodyTest {

    private static final int MAX = 20_000;

    private final Body body = new Body(MAX, Duration.ofSeconds(20));

    @Test
    void aBodyIsReadWholeUpToTheLimit() {
        var bytes = new byte[MAX];
        bytes[MAX - 1] = 1;
        assertThat(body.read(new ByteArrayInputStream(bytes))).isEqualTo(bytes);
    }

    @Test
    void aBodyWithoutALengthIsTakenForTheLargest() {
        assertThat(body.announced(-1)).isEqualTo(MAX);
        assertThat(body.announced(7)).isEqualTo(7);
    }
}
