package dev.tocsin.stack;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.net.http.HttpResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What {@code /openapi} says, and whether answers keep to it. */
final class OpenApiDocument {

    private static final String ID = "https://tocsin.example/openapi";

    private final JsonNode root;
    private final SchemaRegistry schemas;

    OpenApiDocument(String yaml) {
        root = new YAMLMapper().readTree(yaml);
        schemas = SchemaRegistry.withDefaultDialect(
                Dialects.getOpenApi31(), builder -> builder.schemas(Map.of(ID, root.toString())));
    }

    /** Such as {@code get /api/alerts}. */
    Set<String> operations() {
        var operations = new TreeSet<String>();
        root.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> operations.add(method + " " + path.getKey())));
        return operations;
    }

    /** The one that answers a request. */
    String operationOf(String method, String path) {
        return operations().stream()
                .filter(operation -> (method.toLowerCase(Locale.ROOT) + " " + path.split("\\?")[0])
                        .matches(operation.replaceAll("\\{\\w+}", "[^/]+")))
                .min(Comparator.comparing(operation -> operation.contains("{")))
                .orElseThrow(() -> new AssertionError(method + " " + path + " is not documented"));
    }

    /** Such as {@code get /api/alerts 200}. */
    Set<String> answers() {
        var answers = new TreeSet<String>();
        for (var operation : operations()) {
            operation(operation)
                    .get("responses")
                    .propertyNames()
                    .forEach(status -> answers.add(operation + " " + status));
        }
        return answers;
    }

    Set<String> queryParameters(String operation) {
        var names = new TreeSet<String>();
        operation(operation).path("parameters").forEach(parameter -> {
            var found = resolved(parameter);
            if (found.get("in").asString().equals("query")) {
                names.add(found.get("name").asString());
            }
        });
        return names;
    }

    /** Why an answer is not as the document says; empty if it is. */
    List<String> faults(String operation, HttpResponse<String> answer) {
        var response = resolved(operation(operation).path("responses").path(Integer.toString(answer.statusCode())));
        if (response.isMissingNode()) {
            return List.of("the status " + answer.statusCode() + " is not documented");
        }
        for (var header : response.path("headers").propertyNames()) {
            if (answer.headers().firstValue(header).isEmpty()) {
                return List.of("the header " + header + " is missing");
            }
        }
        if (!response.has("content")) {
            return answer.body().isEmpty() ? List.of() : List.of("a body is not documented");
        }
        var type = answer.headers().firstValue("Content-Type").orElse("none").split(";")[0];
        var schema = response.get("content").path(type).path("schema");
        if (schema.isMissingNode()) {
            return List.of("the type " + type + " is not documented");
        }
        return type.endsWith("json") && !type.endsWith("ndjson") ? faults(schema, answer.body()) : List.of();
    }

    /** Each line of an export is an entry. */
    List<String> faultsOfEntry(String line) {
        return faults(root.at("/components/schemas/Entry"), line);
    }

    private List<String> faults(JsonNode schema, String body) {
        var absolute = new YAMLMapper().readTree(schema.toString().replace("\"#/", "\"" + ID + "#/"));
        return schemas
                .getSchema(absolute)
                .validate(
                        body,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }

    private JsonNode operation(String operation) {
        var words = operation.split(" ");
        return root.get("paths").get(words[1]).get(words[0]);
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").asString().substring(1)) : node;
    }
}
