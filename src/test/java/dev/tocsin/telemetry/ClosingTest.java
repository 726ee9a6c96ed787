package dev.tocsin.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosingTest {

    @ParameterizedTest
    @CsvSource({"1000, 1000", "1013, 1013", "1012, 1012", "999, other", "1005, other", "4999, other", "0, other"})
    void codesThatAreNotListedShareOneSeries(int code, String label) {
        assertThat(Closing.label(Closing.CODES[Closing.indexOf(code)])).isEqualTo(label);
    }
}
