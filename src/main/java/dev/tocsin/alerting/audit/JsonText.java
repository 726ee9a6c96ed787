package dev.tocsin.alerting.audit;

import static java.nio.charset.StandardCharsets.UTF_16BE;

import jakarta.json.JsonArray;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * JSON in one canonical form, RFC 8785: names sorted, no white space, the shortest escapes. Numbers are whole and exact
 * in a double. What no column of text takes on every database (U+0000, half a surrogate pair) is escaped or replaced.
 */
final class JsonText {

    private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;
    private static final char REPLACEMENT = '\ufffd';

    /** Asked for once: {@code Json}'s own methods search the class path for it at each call. */
    private static final JsonProvider PROVIDER = JsonProvider.provider();

    private static final JsonBuilderFactory BUILDERS = PROVIDER.createBuilderFactory(Map.of());
    private static final JsonReaderFactory READERS = PROVIDER.createReaderFactory(Map.of());

    private JsonText() {}

    static JsonObjectBuilder builder() {
        return BUILDERS.createObjectBuilder();
    }

    static JsonObject object(Map<String, String> texts) {
        var object = builder();
        texts.forEach(object::add);
        return object.build();
    }

    static String of(Map<String, String> texts) {
        var out = new StringBuilder();
        var separator = "{";
        for (var field : (texts instanceof SortedMap<String, String> ? texts : new TreeMap<>(texts)).entrySet()) {
            writeText(out.append(separator), field.getKey());
            writeText(out.append(':'), field.getValue());
            separator = ",";
        }
        return out.append(texts.isEmpty() ? "{}" : "}").toString();
    }

    /** @throws IllegalArgumentException if a number is not whole or too large; write it as a string */
    static String of(JsonValue value) {
        var out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    /** A string as JSON has it, with its quotes. */
    static String quoted(String text) {
        var out = new StringBuilder(text.length() + 2);
        writeText(out, text);
        return out.toString();
    }

    /** @throws jakarta.json.JsonException if it is no JSON object */
    static JsonObject parse(String json) {
        try (var reader = READERS.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    static Map<String, String> toMap(String json) {
        return parse(json).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, text -> ((JsonString) text.getValue()).getString()));
    }

    /** A text for a column of its own: what no database takes is replaced by U+FFFD. */
    static String storable(String text) {
        return wellFormed(text).replace('\0', REPLACEMENT);
    }

    /** Half a surrogate pair is no character: the encoder replaces it by U+FFFD. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(UTF_16BE), UTF_16BE);
            }
        }
        return text;
    }

    private static void write(StringBuilder out, JsonValue value) {
        switch (value.getValueType()) {
            case OBJECT -> writeObject(out, value.asJsonObject());
            case ARRAY -> writeArray(out, value.asJsonArray());
            case STRING -> writeText(out, ((JsonString) value).getString());
            case NUMBER -> out.append(whole((JsonNumber) value));
            case TRUE, FALSE, NULL -> out.append(value);
        }
    }

    private static void writeObject(StringBuilder out, JsonObject object) {
        var separator = "{";
        for (var field : new TreeMap<>(object).entrySet()) {
            out.append(separator);
            writeText(out, field.getKey());
            write(out.append(':'), field.getValue());
            separator = ",";
        }
        out.append(object.isEmpty() ? "{}" : "}");
    }

    private static void writeArray(StringBuilder out, JsonArray array) {
        var separator = "[";
        for (var element : array) {
            write(out.append(separator), element);
            separator = ",";
        }
        out.append(array.isEmpty() ? "[]" : "]");
    }

    private static long whole(JsonNumber number) {
        long whole = number.isIntegral() ? number.bigDecimalValue().longValueExact() : Long.MAX_VALUE;
        if (whole > MAX_SAFE_INTEGER || whole < -MAX_SAFE_INTEGER) {
            throw new IllegalArgumentException("not a whole number that a double holds: " + number);
        }
        return whole;
    }

    private static void writeText(StringBuilder out, String unchecked) {
        var text = wellFormed(unchecked);
        out.append('"');
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(text, begin, i).append(escaped(c));
                begin = i + 1;
            }
        }
        out.append(text, begin, text.length()).append('"');
    }

    private static String escaped(char c) {
        return switch (c) {
            case '"', '\\' -> "\\" + c;
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> "\\u%04x".formatted((int) c);
        };
    }
}
