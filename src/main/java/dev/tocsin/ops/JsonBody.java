package dev.tocsin.ops;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonConfig;
import jakarta.json.JsonObject;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParserFactory;
import java.io.ByteArrayInputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A JSON object that somebody sent, and where it stands, so that whoever sent something wrong is told which field. A
 * field that is not known is refused: it may be one that is mistyped, and the rest would mean something else.
 */
record JsonBody(String path, JsonObject object) {

    private static final String MAX_DEPTH = "org.eclipse.parsson.maxDepth";
    private static final Map<String, ?> STRICT =
            Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE, MAX_DEPTH, "16");
    private static final JsonReaderFactory READERS = Json.createReaderFactory(STRICT);
    private static final JsonParserFactory PARSERS = Json.createParserFactory(STRICT);

    /**
     * @param body nothing is the same as an empty object
     * @throws InvalidBodyException if it is no such object
     */
    static JsonBody read(byte[] body, Set<String> known) {
        if (body.length == 0) {
            return new JsonBody("", JsonValue.EMPTY_JSON_OBJECT);
        }
        try (var parser = PARSERS.createParser(new ByteArrayInputStream(body));
                var reader = READERS.createReader(new ByteArrayInputStream(body))) {
            // The reader stops behind the first value, whatever follows.
            while (parser.hasNext()) {
                parser.next();
            }
            return of("", reader.readValue(), known);
        } catch (InvalidBodyException e) {
            throw e;
        } catch (RuntimeException e) {
            // Not only JsonException: what is nested too deep comes as a bare RuntimeException.
            throw new InvalidBodyException("the body is not JSON that can be read: " + e.getMessage(), e);
        }
    }

    private static JsonBody of(String path, JsonValue value, Set<String> known) {
        if (!(value instanceof JsonObject object)) {
            throw expected(path.isEmpty() ? "the body" : path, "an object");
        }
        var body = new JsonBody(path, object);
        object.keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidBodyException(body.at(name) + ": there is no such field; known are "
                            + String.join(", ", known.stream().sorted().toList()));
                });
        return body;
    }

    String text(String name, int most) {
        return optionalText(name, most).orElseThrow(() -> expected(at(name), "a text that is not empty"));
    }

    /** A text of blanks is none. */
    Optional<String> optionalText(String name, int most) {
        return verbatim(name, most).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** A text as it is, empty or not; empty where there is no such field. */
    Optional<String> verbatim(String name, int most) {
        return value(name).map(value -> {
            if (!(value instanceof JsonString string)) {
                throw expected(at(name), "a text");
            }
            if (string.getString().length() > most) {
                throw expected(at(name), "a text of at most " + most + " characters");
            }
            return string.getString();
        });
    }

    boolean flag(String name, boolean otherwise) {
        return value(name)
                .map(value -> {
                    if (value != JsonValue.TRUE && value != JsonValue.FALSE) {
                        throw expected(at(name), "true or false");
                    }
                    return value == JsonValue.TRUE;
                })
                .orElse(otherwise);
    }

    Optional<Instant> instant(String name) {
        return parsed(
                name,
                "a time such as 2026-01-31T23:59:59Z",
                text -> OffsetDateTime.parse(text).toInstant());
    }

    Optional<Duration> duration(String name) {
        return parsed(name, "a duration such as PT4H", Duration::parse);
    }

    int number(String name, int least, int most, int otherwise) {
        return value(name)
                .map(value -> {
                    var text = value.toString();
                    if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
                        throw expected(at(name), "a whole number from " + least + " to " + most);
                    }
                    return Integer.parseInt(text);
                })
                .orElse(otherwise);
    }

    /** The objects of an array that has one at least. */
    List<JsonBody> elements(String name, int most, Set<String> known) {
        var array = value(name).filter(JsonArray.class::isInstance).map(JsonArray.class::cast);
        var found = array.filter(elements -> !elements.isEmpty() && elements.size() <= most)
                .orElseThrow(() -> expected(at(name), "an array of 1 to " + most + " objects"));
        return IntStream.range(0, found.size())
                .mapToObj(i -> of(at(name) + "[" + i + "]", found.get(i), known))
                .toList();
    }

    /** Where a field stands, such as {@code matchers[0].name}. */
    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static InvalidBodyException expected(String where, String what) {
        return new InvalidBodyException(where + ": expected " + what);
    }

    private <T> Optional<T> parsed(String name, String what, Function<String, T> form) {
        return optionalText(name, 64).map(text -> {
            try {
                return form.apply(text);
            } catch (DateTimeException | ArithmeticException e) {
                throw expected(at(name), what);
            }
        });
    }

    private Optional<JsonValue> value(String name) {
        return Optional.ofNullable(object.get(name)).filter(value -> value != JsonValue.NULL);
    }
}
