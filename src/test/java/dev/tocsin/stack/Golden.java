package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Collectors;

/**
 * Messages as they should be, in {@code src/test/resources/notifications}. {@code -Dgolden.renew=true} writes the files
 * anew; read what it changes.
 */
final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/notifications");

    private Golden() {}

    static void compare(String name, String text) {
        try {
            var file = FOLDER.resolve(name + ".txt");
            if (Boolean.getBoolean("golden.renew")) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, text);
            }
            assertThat(text).as(file.toString()).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A message in lines, without {@code dedup_key}, which depends on the routes. */
    static String readable(JsonObject message) {
        return readable("", message);
    }

    /** A line a value; texts of several lines below their name; what cannot be seen as its number. */
    private static String readable(String path, JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT ->
                value.asJsonObject().entrySet().stream()
                        .filter(field -> !field.getKey().equals("dedup_key"))
                        .map(field -> readable(
                                path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue()))
                        .collect(Collectors.joining());
            case ARRAY -> {
                var lines = new ArrayList<String>();
                value.asJsonArray().forEach(item -> lines.add(readable(path + "[" + lines.size() + "]", item)));
                yield String.join("", lines);
            }
            case STRING -> path + ": " + visible(((JsonString) value).getString()) + "\n";
            default -> path + ": " + value + "\n";
        };
    }

    private static String visible(String text) {
        var shown = text.codePoints()
                .mapToObj(point ->
                        point != '\n' && (Character.isISOControl(point) || Character.getType(point) == Character.FORMAT)
                                ? "\\u%04x".formatted(point)
                                : Character.toString(point))
                .collect(Collectors.joining());
        return shown.contains("\n") ? "\n" + shown.strip().indent(4).stripTrailing() : shown;
    }
}
