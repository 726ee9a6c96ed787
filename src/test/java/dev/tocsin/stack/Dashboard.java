package dev.tocsin.stack;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A dashboard as Grafana reads it from its file. */
record Dashboard(String text, JsonObject json) {

    static final Path FOLDER = Path.of("docker/grafana/dashboards");

    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), *\\w+\\)");

    /** What Prometheus is asked, and the form of each series' name. */
    record Query(String expression, String legend) {}

    static List<Dashboard> all() {
        try (var files = Files.list(FOLDER)) {
            return files.sorted().map(Dashboard::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dashboard read(Path file) {
        try {
            var text = Files.readString(file);
            return new Dashboard(text, Stack.json(text).asJsonObject());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String uid() {
        return json.getString("uid");
    }

    List<JsonObject> panels() {
        return json.getJsonArray("panels").getValuesAs(JsonObject.class);
    }

    /** Of panels, annotations and variables, with Grafana's own variables as they are when all instances are shown. */
    Stream<Query> queries() {
        var panels = panels().stream()
                .flatMap(panel -> panel.getJsonArray("targets").getValuesAs(JsonObject.class).stream())
                .map(target -> new Query(target.getString("expr"), target.getString("legendFormat")));
        var annotations = list("annotations")
                .map(annotation -> new Query(annotation.getString("expr"), annotation.getString("titleFormat")));
        var variables = list("templating")
                .map(variable -> new Query(
                        LABEL_VALUES.matcher(variable.getString("definition")).replaceFirst("$1"), ""));
        return Stream.of(panels, annotations, variables)
                .flatMap(queries -> queries)
                .map(query -> new Query(substituted(query.expression()), query.legend()));
    }

    private Stream<JsonObject> list(String section) {
        return json.getJsonObject(section).getJsonArray("list").getValuesAs(JsonObject.class).stream();
    }

    private static String substituted(String expression) {
        return expression
                .replace("$instance", ".*")
                .replace("$__rate_interval", "1m")
                .replace("$__interval", "1h");
    }

    @Override
    public String toString() {
        return uid();
    }
}
