package dev.tocsin.alerting.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {

    private static Comparison comparing(String measured, String comparison, String limit) {
        return new Comparison(measured, Optional.of(comparison), Optional.of(limit));
    }

    @Test
    void theTwoSidesOfAComparison() {
        assertThat(Comparison.of(
                        "sum(rate(app_errors_total[1m])) * 60 > scalar(alert:threshold{alert=\"HighErrorRate\"})"))
                .containsExactly(comparing(
                        "sum(rate(app_errors_total[1m])) * 60",
                        ">",
                        "scalar(alert:threshold{alert=\"HighErrorRate\"})"));
    }

    @Test
    void eachOfSeveralThatAreJoined() {
        assertThat(
                        Comparison.of(
                                "(sum(a) or vector(0)) == 0 or (b == 0 and on (job) count by (job) (b) > 1) unless c <= bool 2"))
                .containsExactly(
                        comparing("(sum(a) or vector(0))", "==", "0"),
                        comparing("b", "==", "0"),
                        comparing("count by (job) (b)", ">", "1"),
                        comparing("c", "<=", "2"));
    }

    @Test
    void vectorMatchingBelongsToTheOperator() {
        assertThat(Comparison.of("a > on (job, instance) group_left (x) b")).containsExactly(comparing("a", ">", "b"));
    }

    @Test
    void whatStandsInTextsBracesAndNamesIsNoOperator() {
        assertThat(Comparison.of("order_total{a=\"x > 1 or \\\" y\",b!=\"(\"} + android:or:sum != 3"))
                .containsExactly(comparing("order_total{a=\"x > 1 or \\\" y\",b!=\"(\"} + android:or:sum", "!=", "3"));
    }

    @Test
    void aFurtherComparisonIsNoPartOfTheLimit() {
        assertThat(Comparison.of("a > 1 < 5")).containsExactly(comparing("a", ">", "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vector(1)",
                "absent(up{job=\"node\"})",
                "label_replace(a > 0, \"b\", \"c\", \"\", \"\")",
                "a or b"
            })
    void whatComparesNothingIsDrawnWhole(String expression) {
        assertThat(Comparison.of(expression))
                .isEqualTo(List.of(new Comparison(expression, Optional.empty(), Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(", ")", "\"", "a >", "> 1", "'\\", "((a) > (1))", "or or or"})
    void nothingBreaksIt(String expression) {
        assertThat(Comparison.of(expression)).isNotEmpty();
    }
}
