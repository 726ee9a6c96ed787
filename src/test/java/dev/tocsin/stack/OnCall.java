package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Alerts that a test makes up and tells both witnesses of, and a person who does something about them; each answer is as it is documented. */
final class OnCall {

    static final String USER = "oncall";

    private final Stack stack;
    private final String user;
    private final String password;
    private final OpenApiDocument document;

    /** An alert of its own name, whose group in Slack and PagerDuty nobody else is in. */
    record Alert(Map<String, String> labels, Instant startsAt) {

        static Alert critical(String name, String instance) {
            return new Alert(
                    Map.of("alertname", name, "severity", "critical", "team", "websocket", "instance", instance),
                    Instant.now());
        }

        /** The same, for so long already. */
        Alert since(Duration age) {
            return new Alert(labels, startsAt.minus(age));
        }

        static String someName() {
            return "Test" + UUID.randomUUID();
        }

        String name() {
            return labels.get("alertname");
        }

        private JsonObject json(Instant endsAt) {
            var names = Json.createObjectBuilder();
            labels.forEach(names::add);
            return Json.createObjectBuilder()
                    .add("labels", names)
                    .add("annotations", Json.createObjectBuilder().add("description", labels.get("instance")))
                    .add("startsAt", startsAt.toString())
                    .add("endsAt", endsAt.toString())
                    .build();
        }
    }

    OnCall(Stack stack) {
        this(stack, USER, stack.password());
    }

    OnCall(Stack stack, String user, String password) {
        this.stack = stack;
        this.user = user;
        this.password = password;
        this.document = new OpenApiDocument(stack.get(stack.app("/openapi")));
    }

    /** Somebody who may read and not act; the server takes a changed registry while it runs. */
    static OnCall viewer(Stack stack) {
        var users = Stack.FOLDER.resolve("liberty/servers/tocsin/configDropins/overrides/users.xml");
        try {
            var before = Files.readString(users);
            if (!before.contains("visitor")) {
                var member = "<group name=\"viewer\">";
                assertThat(before).contains(member);
                Files.writeString(
                        users,
                        before.replace(
                                member,
                                "<user name=\"visitor\" password=\"visitor\"/>" + member
                                        + "<member name=\"visitor\"/>"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var viewer = new OnCall(stack, "visitor", "visitor");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> viewer.send("GET", "/status", "", Optional.empty()).statusCode() == 200);
        return viewer;
    }

    static JsonObject isProblem(HttpResponse<String> response, int status, String detail) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        var problem = Stack.json(response.body()).asJsonObject();
        assertThat(problem.getString("detail")).contains(detail);
        return problem;
    }

    static JsonObject isDone(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return Stack.json(response.body()).asJsonObject();
    }

    void fire(Alert alert) {
        tell(alert, Instant.now().plusSeconds(3600));
    }

    void end(Alert alert) {
        tell(alert, Instant.now());
    }

    /** As if Prometheus did not tell the service. */
    void fireInAlertmanagerOnly(Alert alert) {
        var alerts = Json.createArrayBuilder().add(alert.json(Instant.now().plusSeconds(3600)));
        post(stack.alertmanager("/api/v2/alerts"), alerts.build());
    }

    /** As Alertmanager does that sends once more what was not taken at first. */
    void notifyLate(Alert alert) {
        var firing = Json.createObjectBuilder(alert.json(Instant.EPOCH)).add("status", "firing");
        var notification = Json.createObjectBuilder()
                .add("version", "4")
                .add("groupKey", "{}")
                .add("alerts", Json.createArrayBuilder().add(firing));
        post(stack.app("/api/webhooks/alertmanager"), notification.build());
    }

    /** As Prometheus does: Alertmanager and the service, one after the other. */
    private void tell(Alert alert, Instant endsAt) {
        var body = Json.createArrayBuilder().add(alert.json(endsAt)).build();
        for (var target : List.of(stack.alertmanager("/api/v2/alerts"), stack.app("/api/v2/alerts"))) {
            post(target, body);
        }
    }

    private void post(URI target, JsonStructure body) {
        var response = stack.send(HttpRequest.newBuilder(target)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + stack.witnessToken())
                .POST(BodyPublishers.ofString(body.toString())));
        assertThat(response.statusCode()).as("%s: %s", target, response.body()).isBetween(200, 299);
    }

    /** What the record says of an alert. */
    JsonObject find(Alert alert) {
        var name = URLEncoder.encode(alert.name(), StandardCharsets.UTF_8).replace("+", "%20");
        return stack.api("/alerts?state=all&limit=1000&name=" + name).getJsonArray("alerts").stream()
                .map(JsonValue::asJsonObject)
                .filter(found -> found.getJsonObject("labels")
                        .getString("instance", "")
                        .equals(alert.labels().get("instance")))
                .filter(found -> Instant.parse(found.getString("startsAt")).toEpochMilli()
                        == alert.startsAt().toEpochMilli())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no record of " + alert));
    }

    /** Does something about an alert as it is now. */
    HttpResponse<String> act(String method, Alert alert, String what, String body) {
        var path = "/alerts/" + find(alert).getString("id");
        return send(method, path + what, body, etag(path));
    }

    Optional<String> etag(String path) {
        return send("GET", path, "", Optional.empty()).headers().firstValue("ETag");
    }

    HttpResponse<String> send(String method, String path, String body, Optional<String> ifMatch) {
        var request = HttpRequest.newBuilder(stack.app("/api" + path))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes()))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        ifMatch.ifPresent(tag -> request.header("If-Match", tag));
        var answer = stack.send(request);
        assertThat(document.faults(document.operationOf(method, "/api" + path), answer))
                .as("%s %s: %s", method, path, answer.body())
                .isEmpty();
        return answer;
    }

    /** The silences of Alertmanager that name an alert and are not over. */
    List<JsonObject> silences(Alert alert) {
        return silences().getValuesAs(JsonObject.class).stream()
                .filter(silence -> silence.getJsonArray("matchers").toString().contains(alert.name()))
                .filter(silence ->
                        !silence.getJsonObject("status").getString("state").equals("expired"))
                .toList();
    }

    private JsonArray silences() {
        return Stack.json(stack.get(stack.alertmanager("/api/v2/silences"))).asJsonArray();
    }
}
