package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tocsin.alerting.model.EpisodeId;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The form of an entry must never change: every log that is kept somewhere is verified by it. */
class EntryTest {

    private static final Event EVENT = new Event(
            Instant.ofEpochMilli(1769828401123L),
            Optional.of(Instant.ofEpochMilli(1769828400123L)),
            Actor.user("größe\n"),
            Kind.FIRED,
            EpisodeId.parse("d2c6efc389df0927-1769828400123"),
            Json.createObjectBuilder()
                    .add("z", 1)
                    .add(
                            "a",
                            Json.createArrayBuilder()
                                    .add(true)
                                    .add(JsonValue.NULL)
                                    .add("\u0000\"\\/\u001f\u007f🚨"))
                    .add("€", Json.createObjectBuilder())
                    .build());

    @Test
    void aLineIsThisAndItsHashIsThat() {
        var entry = EVENT.entry(1, Entry.GENESIS);

        assertThat(entry.line())
                .isEqualTo("{\"seq\":1,\"recorded_at\":1769828401123,\"source_at\":1769828400123,"
                        + "\"actor\":\"user:größe\\n\",\"kind\":\"fired\",\"subject\":\"d2c6efc389df0927-1769828400123\","
                        + "\"body\":{\"a\":[true,null,\"\\u0000\\\"\\\\/\\u001f\u007f🚨\"],\"z\":1,\"€\":{}},"
                        + "\"previous\":\"" + "0".repeat(64) + "\","
                        + "\"hash\":\"ddef9c44bf37738690843e7e97c09702368804082030bb3b41e0239f894ace44\"}");
        assertThat(entry.holds()).isTrue();
    }

    @Test
    void everyFieldIsInTheHash() {
        var entry = EVENT.entry(2, Entry.GENESIS);

        assertThat(entry.at(3, Entry.GENESIS).holds()).isFalse();
        assertThat(entry.at(2, "1" + Entry.GENESIS.substring(1)).holds()).isFalse();
        assertThat(entry.at(2, Entry.GENESIS).holds()).isTrue();
    }

    @Test
    void whatIsNotThereIsNull() {
        var event = new Event(
                Instant.EPOCH,
                Optional.empty(),
                Actor.SERVICE,
                Kind.STARTED,
                Optional.empty(),
                JsonValue.EMPTY_JSON_OBJECT);

        assertThat(event.entry(1, Entry.GENESIS).line())
                .startsWith(
                        "{\"seq\":1,\"recorded_at\":0,\"source_at\":null,\"actor\":\"service\",\"kind\":\"started\","
                                + "\"subject\":null,\"body\":{},\"previous\":");
    }

    @Test
    void aNumberThatADoubleDoesNotHoldIsRefused() {
        for (var number : new String[] {"0.5", "9007199254740992", "1e400"}) {
            var body = Json.createObjectBuilder()
                    .add("number", new BigDecimal(number))
                    .build();
            assertThatIllegalArgumentException().as(number).isThrownBy(() -> JsonText.of(body));
        }
    }
}
