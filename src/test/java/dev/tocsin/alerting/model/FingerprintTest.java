package dev.tocsin.alerting.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    /** The values are what Alertmanager 0.25 answered for these labels. */
    @Test
    void equalsAlertmanagers() {
        assertThat(Labels.of(Map.of("alertname", "A")).fingerprint().hex()).isEqualTo("d2c6efc389df0927");
        assertThat(Labels.of(Map.of("alertname", "ServiceDown", "severity", "critical", "zone", "größer"))
                        .fingerprint()
                        .hex())
                .isEqualTo("2464f35035d04072");
    }

    @Test
    void aLabelWithoutValueIsNoLabel() {
        assertThat(Labels.of(Map.of("alertname", "A", "zone", "")).fingerprint())
                .isEqualTo(Labels.of(Map.of("alertname", "A")).fingerprint());
    }

    @Test
    void anythingButSixteenHexadecimalDigitsIsRefused() {
        for (var text : new String[] {"", "abc", "CBF29CE484222325", "cbf29ce484222325 "}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Fingerprint(text));
        }
    }
}
