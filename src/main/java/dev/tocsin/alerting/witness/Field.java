package dev.tocsin.alerting.witness;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A JSON value and where it stands, so that whoever sent something wrong is told which field.
 *
 * @param path such as {@code alerts[3].labels.severity}
 * @param value never null; {@link JsonValue#NULL} where the field is missing
 */
record Field(String path, JsonValue value) {

    private static final BigInteger MOST = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final String A_TIME = "a time such as 2026-01-31T23:59:59.123Z";

    Field get(String name) {
        var child = value instanceof JsonObject object ? object.get(name) : null;
        return new Field(path.isEmpty() ? name : path + "." + name, child == null ? JsonValue.NULL : child);
    }

    boolean isMissing() {
        return value == JsonValue.NULL;
    }

    List<Field> elements() {
        if (!(value instanceof JsonArray array)) {
            throw expected("an array");
        }
        return IntStream.range(0, array.size())
                .mapToObj(i -> new Field(path + "[" + i + "]", array.get(i)))
                .toList();
    }

    String text() {
        if (!(value instanceof JsonString string)) {
            throw expected("a string");
        }
        return string.getString();
    }

    Optional<String> optionalText() {
        return isMissing() ? Optional.empty() : Optional.of(text()).filter(text -> !text.isEmpty());
    }

    /** Empty if it is anything else. */
    Optional<Integer> wholeNumber() {
        return value instanceof JsonNumber number && number.isIntegral()
                ? Optional.of(
                        number.bigIntegerValue().min(MOST).max(BigInteger.ZERO).intValue())
                : Optional.empty();
    }

    /** A time by RFC 3339, which knows four digits of a year; year 1 is how Go writes "no time". */
    Instant instant() {
        try {
            var time = OffsetDateTime.parse(text()).withOffsetSameInstant(ZoneOffset.UTC);
            if (time.getYear() >= 1 && time.getYear() <= 9999) {
                return time.toInstant();
            }
        } catch (DateTimeException e) {
            throw expected(A_TIME);
        }
        throw expected(A_TIME);
    }

    /** A time since 1970. */
    Instant instantSinceEpoch() {
        var instant = instant();
        if (instant.isBefore(Instant.EPOCH)) {
            throw expected(A_TIME + ", since 1970");
        }
        return instant;
    }

    Map<String, String> texts() {
        if (!(value instanceof JsonObject object)) {
            throw expected("an object of strings");
        }
        var texts = new LinkedHashMap<String, String>();
        object.keySet().forEach(name -> texts.put(name, get(name).text()));
        return texts;
    }

    InvalidPayloadException expected(String what) {
        var found = isMissing()
                ? "nothing"
                : "a JSON " + value.getValueType().name().toLowerCase(Locale.ROOT);
        return new InvalidPayloadException(
                (path.isEmpty() ? "the body" : path) + ": expected " + what + ", found " + found);
    }
}
