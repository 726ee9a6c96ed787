package dev.tocsin.alerting.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.upstream.Silence.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchingTest {

    private static final Labels LABELS =
            Labels.of(Map.of("alertname", "A", "path", "C:\\new \"disk\"\nfull", "instance", "a:9080"));

    private static final Condition NAMED = new Condition("alertname", "A", false, true);

    @ParameterizedTest
    @CsvSource({
        "instance, a:9080, false, true, true",
        "instance, a:908, false, true, false",
        "instance, a:9080, false, false, false",
        "instance, b, false, false, true",
        "instance, 'a:90.0', true, true, true",
        "instance, '9080', true, true, false",
        "instance, 'b|a:9080', true, true, true",
        "instance, 'b|a:9080', true, false, false",
        "nowhere, '', false, true, true",
        "nowhere, '', false, false, false",
        "nowhere, '.*', true, true, true",
        "nowhere, '.+', true, false, true",
    })
    void conditionsHoldAsInAlertmanager(String name, String value, boolean isRegex, boolean isEqual, boolean holds) {
        var matching = Matching.of(List.of(NAMED, new Condition(name, value, isRegex, isEqual)));

        assertThat(matching.matches(LABELS)).isEqualTo(holds);
    }

    @Test
    void aValueIsTakenAsItIs() {
        var value = LABELS.get("path").orElseThrow();

        assertThat(Matching.of(List.of(new Condition("path", value, false, true)))
                        .matches(LABELS))
                .isTrue();
        assertThat(Matching.of(List.of(new Condition("path", "C:\\\\new \"disk\"\nfull", true, true)))
                        .matches(LABELS))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"'', false, true", "'.*', true, true", "'x', false, false", "'x', true, false", "'(a|)', true, true"})
    void oneAtLeastMustNotTakeAnEmptyValue(String value, boolean isRegex, boolean isEqual) {
        assertThatThrownBy(() -> Matching.of(List.of(new Condition("a", value, isRegex, isEqual))))
                .isInstanceOf(InvalidSilenceException.class)
                .hasMessageContaining("empty");
    }

    @ParameterizedTest
    @CsvSource({"'.+', true, true, true", "'A.*', true, true, false", "'A', false, true, false"})
    void whatMatchesAnAlertThatNobodyKnowsIsUnlimited(
            String value, boolean isRegex, boolean isEqual, boolean isUnlimited) {
        assertThat(Matching.of(List.of(new Condition("alertname", value, isRegex, isEqual)))
                        .isUnlimited())
                .isEqualTo(isUnlimited);
    }

    @Test
    void anExpressionThatIsNoneIsNamed() {
        assertThatThrownBy(() -> Matching.of(List.of(NAMED, new Condition("b", "(", true, true))))
                .isInstanceOf(InvalidSilenceException.class)
                .hasMessageStartingWith("matchers[1].value: ");
    }

    @Test
    void noExpressionTakesLong() {
        var evil = new Condition("instance", "(a+)+$", true, true);
        var endless = Labels.of(Map.of("alertname", "A", "instance", "a".repeat(5000) + "!"));

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> assertThat(Matching.of(List.of(NAMED, evil)).matches(endless))
                        .isFalse());
    }
}
