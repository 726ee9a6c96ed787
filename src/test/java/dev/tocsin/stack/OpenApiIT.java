package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.servlet.annotation.WebServlet;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every operation is in {@code /openapi}, and every answer is as it says there. */
@ExtendWith(StackExtension.class)
class OpenApiIT {

    /**
     * What is not brought about here: a stream, which does not end ({@link StreamIT} reads it), a broken database, a user
     * who may nothing, a body that breaks off or is slow, what people do about alerts, which {@link OnCall} holds to the
     * document wherever a test does it, a drain, which {@link RestartIT} does, and what a drill does where it may, as in
     * {@link DrillIT}.
     */
    private static final String NOT_TRIED =
            "get /api/stream 200|.* 50[23]|.*/drain 202|get .* 403|delete .* 403|post /api/(v2|webhooks)/.* 40[08]"
                    + "|(post|put|delete) /api/(alerts|silences).*|.*/drills/heap (204|400|413)";

    private static final String WEBHOOK = "post /api/webhooks/alertmanager";
    private static final String DIRECT = "post /api/v2/alerts";
    private static final String SIGN_IN = "post /api/session";
    private static final String DRAIN = "post /api/lifecycle/drain";
    private static final String DRILL = "post /api/drills/heap";

    private final Stack stack;
    private final OpenApiDocument document;
    private final Set<String> tried = new TreeSet<>();

    OpenApiIT(Stack stack) {
        this.stack = stack;
        this.document = new OpenApiDocument(stack.get(stack.app("/openapi")));
    }

    @Test
    void everyOperationIsDocumented() {
        var operations = new TreeSet<String>();
        var resources = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.tocsin");
        for (var resource : resources) {
            resource.tryGetAnnotationOfType(WebServlet.class).stream()
                    .flatMap(servlet -> Stream.of(servlet.urlPatterns()))
                    .filter(path -> path.startsWith("/api/"))
                    .forEach(path -> operations.add("get " + path));
            if (!resource.isAnnotatedWith(Path.class) || resource.isInterface()) {
                continue;
            }
            for (var method : resource.getMethods()) {
                for (var verb : List.<Class<? extends Annotation>>of(GET.class, POST.class, PUT.class, DELETE.class)) {
                    if (method.isAnnotatedWith(verb)) {
                        var below = method.tryGetAnnotationOfType(Path.class)
                                .map(Path::value)
                                .orElse("");
                        operations.add(
                                verb.getAnnotation(HttpMethod.class).value().toLowerCase(Locale.ROOT) + " /api"
                                        + resource.getAnnotationOfType(Path.class)
                                                .value() + below.replaceAll("\\{id:.*}", "{id}"));
                    }
                }
            }
        }
        assertThat(document.operations()).isEqualTo(operations);
    }

    @Test
    void everyAnswerIsAsDocumented() {
        var name = "Größe" + UUID.randomUUID();
        post(DIRECT, alerts(name), "Bearer " + stack.witnessToken(), 200);
        post(WEBHOOK, "{\"version\":\"4\",\"alerts\":" + alerts(name) + "}", "Bearer " + stack.witnessToken(), 204);
        for (var operation : List.of(DIRECT, WEBHOOK)) {
            post(operation, "[]", "Bearer wrong", 401);
            post(operation, " ".repeat(8388609), "Bearer " + stack.witnessToken(), 413);
        }
        post(DIRECT, "?", "Bearer " + stack.witnessToken(), 200);
        post(SIGN_IN, "{\"user\":\"oncall\",\"password\":\"" + stack.password() + "\"}", "", 204);
        post(SIGN_IN, "{}", "", 400);
        post(SIGN_IN, "{\"user\":\"oncall\",\"password\":\"guess\"}", "", 401);
        for (var operation : List.of(DIRECT, WEBHOOK, SIGN_IN)) {
            tryOut(
                    operation,
                    request(operation, "").POST(BodyPublishers.ofString("x")).header("Content-Type", "text/plain"),
                    415);
            tryOut(
                    operation,
                    request(operation, "")
                            .POST(BodyPublishers.ofString("{}"))
                            .header("Content-Type", "application/json")
                            .header("Origin", "https://evil.example"),
                    403);
        }
        tryOut("delete /api/session", request("delete /api/session", "").DELETE(), 204);

        var page = get("get /api/alerts", "?state=all&limit=1", 200);
        var id = Stack.json(page.body())
                .asJsonObject()
                .getJsonArray("alerts")
                .getJsonObject(0)
                .getString("id");
        get("get /api/alerts", "?state=all&name=" + name, 200);
        get("get /api/alerts/{id}", "/" + id, 200);
        get("get /api/alerts/{id}", "/none", 404);
        get("get /api/alerts/{id}/events", "/" + id + "/events", 200);
        get("get /api/alerts/{id}/events", "/none/events", 404);
        var ofARule = idOfARealAlert();
        get("get /api/alerts/{id}/metric", "/" + ofARule + "/metric", 200);
        get("get /api/alerts/{id}/metric", "/none/metric", 404);
        get("get /api/alerts/{id}/suppressions", "/" + ofARule + "/suppressions", 200);
        get("get /api/alerts/{id}/suppressions", "/none/suppressions", 404);
        get("get /api/alerts/{id}/service", "/" + ofARule + "/service", 200);
        get("get /api/alerts/{id}/service", "/none/service", 404);
        get("get /api/alerts/{id}/log", "/" + ofARule + "/log", 200);
        get("get /api/alerts/{id}/log", "/none/log", 404);
        get("get /api/service/charts", "?span=half_day", 200);
        get("get /api/service/charts", "?span=year", 400);
        get("get /api/service/hops", "", 200);
        get("get /api/review", "?since=7d&drills=with&zone=Europe/Berlin", 200);
        get("get /api/review", "?form=weekly", 200);
        get("get /api/review", "?form=weekly&since=7d", 400);
        get("get /api/review/back-test", "?alert=DeploymentCompleted&since=1d&threshold=1&for=0s", 200);
        get("get /api/review/back-test", "?alert=NoActiveConnections&since=1d", 200);
        get("get /api/review/back-test", "", 400);
        get("get /api/silences", "", 200);
        get("get /api/audit", "", 200);
        get("get /api/audit", "?kind=fired&limit=1", 200);
        get("get /api/audit/verification", "", 200);
        get("get /api/audit/completeness", "", 200);
        get("get /api/audit/completeness", "?from=1969-01-01T00:00:00Z", 400);
        get("get /api/audit/quarantine", "", 200);
        get("get /api/audit/hashes", "?seq=1,2", 200);
        get("get /api/audit/hashes", "?seq=x", 400);
        get("get /api/audit/export", "?format=csv", 200);
        var export = get("get /api/audit/export", "", 200).body();
        assertThat(export.lines().flatMap(line -> document.faultsOfEntry(line).stream()))
                .isEmpty();
        get("get /api/status", "", 200);
        get("get /api/session", "", 200);
        get(DRAIN.replace("post", "get"), "", 200);
        post(DRAIN, "", "", 401);
        post(DRAIN, "", stack.credentials("oncall"), 403);
        post(DRILL, "{}", "", 401);
        post(DRILL, "{}", stack.credentials("oncall"), 404);
        post(DRILL, "{}", stack.credentials("operator"), 403);
        tryOut(
                DRILL,
                request(DRILL, "")
                        .POST(BodyPublishers.ofString("x"))
                        .header("Content-Type", "text/plain")
                        .header("Authorization", stack.credentials("oncall")),
                415);
        var release = DRILL.replace("post", "delete");
        tryOut(release, request(release, "").DELETE(), 401);
        tryOut(
                release,
                request(release, "")
                        .header("Authorization", stack.credentials("oncall"))
                        .DELETE(),
                404);
        get("get /api/alertmanager", "", 200);
        get("get /api/conditions", "", 200);
        get("get /api/stream", "?after=x", 400);
        for (var operation : document.operations()) {
            if (document.answers().contains(operation + " 401") && operation.startsWith("get")) {
                tryOut(operation, request(operation, below(operation)), 401);
            }
            var parameters = document.queryParameters(operation);
            if (parameters.contains("from") || parameters.contains("limit")) {
                assertThat(detail(get(operation, below(operation) + "?unknown=", 400)))
                        .startsWith("unknown: not known here");
            }
        }
        assertThat(tried)
                .containsExactlyElementsOf(document.answers().stream()
                        .filter(answer -> !answer.matches(NOT_TRIED))
                        .toList());
    }

    /** A parameter that is documented is read, and none is read that is not. */
    @Test
    void everyParameterIsDocumented() {
        for (var operation : List.of(
                "get /api/alerts",
                "get /api/audit",
                "get /api/audit/completeness",
                "get /api/audit/export",
                "get /api/review",
                "get /api/review/back-test",
                "get /api/service/charts")) {
            var known = detail(get(operation, "?unknown=", 400));
            assertThat(known.substring(known.indexOf("expected ") + 9).split(", "))
                    .as(operation)
                    .containsExactlyInAnyOrderElementsOf(document.queryParameters(operation));
            for (var parameter : document.queryParameters(operation)) {
                assertThat(detail(get(operation, "?" + parameter + "=", 400))).startsWith(parameter + ": expected");
            }
        }
    }

    /** Of one that a rule of Prometheus makes: when nobody has been connected for a while. */
    private String idOfARealAlert() {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> stack.api("/alerts?state=all&name=NoActiveConnections&limit=1")
                                .getJsonArray("alerts"),
                        alerts -> !alerts.isEmpty())
                .getJsonObject(0)
                .getString("id");
    }

    private static String alerts(String name) {
        return ("[{\"labels\":{\"alertname\":\"%s\",\"severity\":\"info\",\"team\":\"x\"},\"annotations\":{\"summary\":\"s\"},"
                        + "\"status\":\"resolved\",\"startsAt\":\"2026-01-31T03:00:00Z\",\"endsAt\":\"2026-01-31T03:05:00Z\"}]")
                .formatted(name);
    }

    private static String below(String operation) {
        var template = operation.indexOf("/{id}");
        return template < 0 ? "" : operation.substring(template).replace("{id}", "x");
    }

    private static String detail(HttpResponse<String> problem) {
        return Stack.json(problem.body()).asJsonObject().getString("detail");
    }

    private HttpRequest.Builder request(String operation, String rest) {
        var path = operation.split(" ")[1].replaceAll("/\\{id}.*", "");
        return HttpRequest.newBuilder(stack.app(path + rest));
    }

    private HttpResponse<String> get(String operation, String rest, int status) {
        var credentials = Base64.getEncoder().encodeToString(("oncall:" + stack.password()).getBytes());
        return tryOut(operation, request(operation, rest).header("Authorization", "Basic " + credentials), status);
    }

    private void post(String operation, String body, String authorization, int status) {
        var request =
                request(operation, "").POST(BodyPublishers.ofString(body)).header("Content-Type", "application/json");
        tryOut(operation, authorization.isEmpty() ? request : request.header("Authorization", authorization), status);
    }

    private HttpResponse<String> tryOut(String operation, HttpRequest.Builder request, int status) {
        var answer = stack.send(request);
        assertThat(answer.statusCode()).as("%s: %s", operation, answer.body()).isEqualTo(status);
        assertThat(document.faults(operation, answer))
                .as("%s: %s", operation, answer.body())
                .isEmpty();
        tried.add(operation + " " + status);
        return answer;
    }
}
