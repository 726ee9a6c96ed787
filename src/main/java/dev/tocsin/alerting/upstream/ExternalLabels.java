package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Labels;
import jakarta.json.Json;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The labels that Prometheus adds to whatever it sends, and to nothing that it answers.
 *
 * @param byName where an alert has a label of that name already, its own stays
 */
record ExternalLabels(Map<String, String> byName) {

    private static final Pattern BLOCK = Pattern.compile("(?m)^  external_labels:\\n((?:    .*(?:\\n|\\z))+)");
    private static final Pattern LINE = Pattern.compile("(?m)^    ([A-Za-z_][A-Za-z0-9_]*): (.*)$");

    /** Reads them out of the configuration as Prometheus prints it: in one form, whatever the file looks like. */
    static ExternalLabels of(String yaml) {
        var labels = new LinkedHashMap<String, String>();
        var block = BLOCK.matcher(yaml);
        if (block.find()) {
            LINE.matcher(block.group(1)).results().forEach(line -> labels.put(line.group(1), scalar(line.group(2))));
        }
        return new ExternalLabels(labels);
    }

    Labels addedTo(Map<String, String> own) {
        var all = new LinkedHashMap<>(byName);
        all.putAll(own);
        return Labels.of(all);
    }

    private static String scalar(String text) {
        if (text.startsWith("'")) {
            return text.substring(1, text.length() - 1).replace("''", "'");
        }
        if (text.startsWith("\"")) {
            try (var reader = Json.createReader(new StringReader("[" + text + "]"))) {
                return ((JsonString) reader.readArray().get(0)).getString();
            }
        }
        return text;
    }
}
