package dev.tocsin.alerting.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatcherTest {

    private static boolean matches(String matcher, String value) {
        return Matcher.parse(matcher).matches(Labels.of(Map.of("alertname", "A", "foo", value)));
    }

    /** From Alertmanager's own tests (pkg/labels/parse_test.go). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '│',
            quoteCharacter = '`',
            value = {
                "foo=bar│bar",
                "foo=\"bar\"│bar",
                "foo='│'",
                "foo=\\\"│\"",
                "foo=~bar.*│barque",
                "foo=~\"bar.*\"│barque",
                "foo!=bar│baz",
                "foo==│=",
                "foo!~bar.*│quux",
                "foo=\"bar,\"\"\"│",
                "  foo =  \"bar\"  │bar",
                "foo=bar\\n\\\\│`bar\n\\`",
                "foo=\"bar\\t\"│bar\\t",
                "foo=\"bar\\\\\"│bar\\",
                "foo=bar\\│bar\\",
                "foo=\"b,a=r}\"│b,a=r}",
                "foo=größe🚨│größe🚨",
                "foo=~gr..e🚨?│größe",
                "\"foo\"=bar│bar",
                "foo=~a|b│b",
                "foo=~\"(?i)BAR\"│bar",
            })
    void whatAlertmanagerTakesMeansTheSame(String matcher, String value) {
        if (value == null) {
            assertThatIllegalArgumentException().isThrownBy(() -> Matcher.parse(matcher));
        } else {
            assertThat(matches(matcher, value)).isTrue();
            assertThat(matches(matcher, "other" + value)).isEqualTo(matcher.contains("!"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "foo",
                "=bar",
                "5foo",
                "foo=\"bar",
                "foo=bar\"",
                "foo=\"b\"ar\"",
                "foo=~\"(\"",
                "foo=~*",
                "foo=~a(?=b)",
                "foo=~(a)\\1",
                "5foo=bar",
                "fo o=bar",
                "größe=bar",
                "foo=~(a{100}){100}"
            })
    void whatIsNoneIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Matcher.parse(text));
    }

    @Test
    void anExpressionTakesTheWholeValue() {
        assertThat(matches("foo=~ar", "bar")).isFalse();
        assertThat(matches("foo=~a|bar", "ab")).isFalse();
        assertThat(matches("foo=~(a|b)ar", "bar")).isTrue();
        assertThat(matches("foo=~b.*", "b\nar")).isFalse();
        assertThat(matches("foo=~b.*", "bar\n")).isFalse();
    }

    @Test
    void aLabelThatIsNotThereIsEmpty() {
        var labels = Labels.of(Map.of("alertname", "A"));
        assertThat(Matcher.parse("foo=").matches(labels)).isTrue();
        assertThat(Matcher.parse("foo=\"\"").matches(labels)).isTrue();
        assertThat(Matcher.parse("foo!=bar").matches(labels)).isTrue();
        assertThat(Matcher.parse("foo=~.*").matches(labels)).isTrue();
        assertThat(Matcher.parse("foo=~.+").matches(labels)).isFalse();
        assertThat(Matcher.parse("foo!~").matches(labels)).isFalse();
        assertThat(Matcher.parse("foo=~|b").matches(labels)).isTrue();
    }

    @Test
    void noExpressionTakesForEver() {
        assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(matches("foo=~(a+)+(a+)+(a|aa)+b", "a".repeat(5000)))
                        .isFalse());
    }
}
