package dev.tocsin.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JsonBodyTest {

    private static final Instant NOW = Instant.parse("2026-01-31T03:00:00Z");
    private static final Duration MOST = Duration.ofHours(8);
    private static final Duration USUAL = Duration.ofHours(4);

    private static JsonBody read(String json) {
        return JsonBody.read(json.getBytes(StandardCharsets.UTF_8), Set.of("a", "duration", "expiresAt"));
    }

    private static void isRefused(String json, Consumer<JsonBody> reading, String message) {
        assertThatThrownBy(() -> reading.accept(read(json)))
                .isInstanceOf(InvalidBodyException.class)
                .hasMessageContaining(message);
    }

    private static Instant until(String json) {
        return Until.of(read(json), "expiresAt", NOW, Optional.of(USUAL), MOST);
    }

    @Test
    void nothingIsAnEmptyObject() {
        assertThat(read("").optionalText("a", 10)).isEmpty();
        assertThat(read("{\"a\":null}").optionalText("a", 10)).isEmpty();
        assertThat(read("{\"a\":\" b \"}").text("a", 10)).isEqualTo("b");
        assertThat(read("{\"a\":\" b \"}").verbatim("a", 10)).contains(" b ");
    }

    @Test
    void whatIsNotExpectedIsNamed() {
        isRefused("{\"a\":7}", body -> body.text("a", 10), "a: expected a text");
        isRefused("{\"a\":\"  \"}", body -> body.text("a", 10), "a: expected");
        isRefused("{\"a\":\"12345678901\"}", body -> body.text("a", 10), "at most 10");
        isRefused("{\"a\":\"true\"}", body -> body.flag("a", false), "a: expected true or false");
        isRefused("{\"a\":1.5}", body -> body.number("a", 1, 9, 1), "a: expected a whole number");
        isRefused("{\"a\":10}", body -> body.number("a", 1, 9, 1), "from 1 to 9");
        isRefused("{\"a\":[{},{\"c\":1}]}", body -> body.elements("a", 9, Set.of("b")), "a[1].c: there is no such");
        isRefused("{\"a\":[1]}", body -> body.elements("a", 9, Set.of("b")), "a[0]: expected an object");
        isRefused("{\"b\":1}", body -> {}, "b: there is no such field");
        isRefused("{\"a\":1,\"a\":2}", body -> {}, "JSON");
        isRefused("[[[[[[[[[[[[[[[[[[[[", body -> {}, "JSON");
        isRefused("[7]", body -> {}, "the body: expected an object");
        isRefused("{} {}", body -> {}, "JSON");
    }

    @Test
    void aTimeIsGivenAsOneOrAsADuration() {
        assertThat(until("{}")).isEqualTo(NOW.plus(USUAL));
        assertThat(until("{\"duration\":\"PT8H\"}")).isEqualTo(NOW.plus(MOST));
        assertThat(until("{\"expiresAt\":\"2026-01-31T06:00:00+02:00\"}")).isEqualTo(NOW.plus(Duration.ofHours(1)));
        for (var wrong : new String[] {
            "{\"duration\":\"PT8H0.001S\"}",
            "{\"duration\":\"PT0S\"}",
            "{\"duration\":\"-PT1H\"}",
            "{\"duration\":\"PT9999999999999999999H\"}",
            "{\"duration\":\"4h\"}",
            "{\"duration\":\"PT1H\",\"expiresAt\":\"2026-01-31T04:00:00Z\"}"
        }) {
            assertThatThrownBy(() -> until(wrong)).as(wrong).hasMessageStartingWith("duration: expected");
        }
        for (var wrong :
                new String[] {"2026-01-31T03:00:00Z", "2026-01-31T11:00:01Z", "+999999999-12-31T00:00:00Z", "x"}) {
            assertThatThrownBy(() -> until("{\"expiresAt\":\"" + wrong + "\"}"))
                    .as(wrong)
                    .hasMessageStartingWith("expiresAt: expected");
        }
    }
}
