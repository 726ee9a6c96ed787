package dev.tocsin.alerting.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {

    /** By hand, with z = 1.96: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n). */
    @ParameterizedTest
    @CsvSource({
        "0, 10, 0.0000, 0.2775",
        "1, 10, 0.0179, 0.4042",
        "5, 10, 0.2366, 0.7634",
        "10, 10, 0.7225, 1.0000",
        "1, 1, 0.2065, 1.0000",
        "31, 34, 0.7704, 0.9695",
        "81, 263, 0.2553, 0.3662",
    })
    void theIntervalIsWilsons(long count, long of, double low, double high) {
        var proportion = new Proportion(count, of);
        assertThat(proportion.low()).isCloseTo(low, within(0.00006));
        assertThat(proportion.high()).isCloseTo(high, within(0.00006));
    }

    @Test
    void ofNothingThereIsNone() {
        assertThat(Proportion.of(0, 0)).isEmpty();
        assertThat(Proportion.of(1, 4)).map(Proportion::share).contains(0.25);
    }

    @Test
    void moreThanAllIsNoPart() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Proportion(3, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new Proportion(-1, 2));
    }
}
