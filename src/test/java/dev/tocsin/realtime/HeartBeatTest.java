package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeartBeatTest {

    private static final long TICK = millis(250);

    private final HeartBeat heartBeat = new HeartBeat(Duration.ofSeconds(10));

    private static long millis(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1,2,3", "-1,0", "a,b", "1, 2", "1.5,2", "9999999999,0"})
    void whatIsNotTwoNumbersIsRefused(String header) {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> heartBeat.negotiate(header));
    }

    /** {@code client} is its header; what follows is after how many milliseconds, or never. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5000,20000 | 20000 | 10000",
                "20000,1 | 10000 | 20000",
                "0,10000 | 10000 | -1",
                "10000,0 | -1 | 10000"
            })
    void theSlowerOfBothIsAgreed(String client, long sends, long expects) {
        heartBeat.negotiate(client);
        assertThat(heartBeat.header()).isEqualTo("10000,10000");

        assertThat(heartBeat.isDue(millis(sends < 0 ? 1_000_000 : sends - 251), 0, TICK))
                .isFalse();
        assertThat(heartBeat.isDue(millis(sends < 0 ? 1_000_000 : sends - 250), 0, TICK))
                .isEqualTo(sends > 0);
        assertThat(heartBeat.isLate(millis(1_000_000), 0)).isEqualTo(expects > 0);
        assertThat(heartBeat.isLate(millis(3 * expects + 1), 0)).isEqualTo(expects > 0);
    }

    @Test
    void aClientIsGivenSomeTime() {
        heartBeat.negotiate("10000,0");

        assertThat(heartBeat.isLate(millis(30_000), 0)).isFalse();
        assertThat(heartBeat.isLate(millis(30_001), 0)).isTrue();
    }

    @Test
    void aServerWithoutHeartBeatsSaysSo() {
        var none = new HeartBeat(Duration.ZERO);
        none.negotiate("1,1");

        assertThat(none.header()).isEqualTo("0,0");
        assertThat(none.isDue(millis(1_000_000), 0, TICK)).isFalse();
        assertThat(none.isLate(millis(1_000_000), 0)).isFalse();
    }

    @Test
    void whoSaysNothingNeitherSendsNorExpects() {
        var client = new Server().connected();
        long later = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
        client.protocol.beat(later, TICK);

        assertThat(client.frames).hasSize(1);
        assertThat(client.protocol.isSilent(later)).isFalse();
    }

    @Test
    void aBeatIsSentInTimeWhereNothingElseIs() {
        var client = new Server(Map.of("heart-beat", "PT5S")).connected("heart-beat:5000,5000\n");
        long soon = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
        long later = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        client.protocol.beat(soon, TICK);
        assertThat(client.frames).hasSize(1);
        client.protocol.beat(later, TICK);

        assertThat(client.frames).hasSize(2).endsWith("\n");
        assertThat(client.protocol.isSilent(System.nanoTime() + TimeUnit.SECONDS.toNanos(16)))
                .isTrue();
    }
}
