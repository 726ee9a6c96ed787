package dev.tocsin.stack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import jakarta.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers try on a web page: text that would be a script, requests from another site, and pages around ours. */
@ExtendWith(StackExtension.class)
class HardeningIT {

    private static final String SCRIPT =
            "<img src=x onerror=\"window.hacked='image'\"><script>window.hacked='script'</script>";
    private static final Browser BROWSER = new Browser();

    private final Stack stack;

    HardeningIT(Stack stack) {
        this.stack = stack;
    }

    @AfterAll
    static void close() {
        BROWSER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/js/app.js",
                "/chat.html",
                "/runbooks/service-down",
                "/runbooks/none",
                "/none",
                "/api/status",
                "/api/session",
                "/api/none",
                "/openapi",
                "/sign-in",
                "/metrics",
                "/health/ready",
                "/../WEB-INF/web.xml",
                "/WEB-INF/web.xml"
            })
    void everyAnswerSaysWhatABrowserMayDoWithIt(String path) {
        var answer = stack.send(HttpRequest.newBuilder(stack.app(path)));
        var headers = answer.headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                .as("%s answers %s", path, answer.statusCode())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "*");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(headers.firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
        assertThat(headers.map()).doesNotContainKeys("Server", "X-Powered-By", "server", "x-powered-by");
        assertThat(answer.body()).doesNotContain("at dev.tocsin.", "Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost", "http://localhost:1", "file://"})
    void anotherSiteSignsNobodyInAndChangesNothing(String origin) {
        var credentials = "{\"user\":\"oncall\",\"password\":\"" + stack.password() + "\"}";
        for (var method : List.of("POST", "DELETE")) {
            var answer = stack.send(HttpRequest.newBuilder(stack.app("/api/session"))
                    .header("Origin", origin)
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            method.equals("POST") ? BodyPublishers.ofString(credentials) : BodyPublishers.noBody()));
            assertThat(answer.statusCode()).as(method).isEqualTo(403);
            assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith("tocsin"));
        }
    }

    @Test
    void theCookieIsNoScriptsAndNoOtherSites() {
        var answer = stack.send(HttpRequest.newBuilder(stack.app("/api/session"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"user\":\"oncall\",\"password\":\"" + stack.password() + "\"}")));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("tocsin="))
                .allMatch(cookie -> cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    }

    /** Everything that an alert brings along, made up by somebody who means ill. */
    private String hostileAlert(String name) {
        var alert = Json.createObjectBuilder()
                .add(
                        "labels",
                        Json.createObjectBuilder()
                                .add("alertname", name + SCRIPT)
                                .add("severity", "critical\" onmouseover=\"window.hacked='severity'")
                                .add("team", SCRIPT)
                                .add("instance", "\u202e" + SCRIPT))
                .add(
                        "annotations",
                        Json.createObjectBuilder()
                                .add("summary", SCRIPT)
                                .add("description", "{{constructor.constructor('window.hacked=1')()}}" + SCRIPT)
                                .add("runbook_url", "javascript:window.hacked='runbook'"))
                .add("startsAt", Instant.now().minusSeconds(60).toString())
                .add("endsAt", Instant.now().plusSeconds(600).toString())
                .add("generatorURL", "javascript:window.hacked='generator'");
        var told = stack.send(HttpRequest.newBuilder(stack.app("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + stack.witnessToken())
                .POST(BodyPublishers.ofString(
                        Json.createArrayBuilder().add(alert).build().toString())));
        assertThat(told.statusCode()).isEqualTo(200);
        return stack.api("/alerts?state=all&limit=1&text=" + name)
                .getJsonArray("alerts")
                .getJsonObject(0)
                .getString("id");
    }

    @Test
    void textOfAnAlertIsTextInEveryView() {
        var name = "Hostile" + UUID.randomUUID();
        var id = hostileAlert(name);
        var credentials = new OnCall(stack);
        OnCall.isDone(credentials.send(
                "POST",
                "/alerts/" + id + "/notes",
                Json.createObjectBuilder().add("text", SCRIPT).build().toString(),
                credentials.etag("/alerts/" + id)));
        try (var context = BROWSER.context()) {
            var page = Browser.signIn(context, stack);
            var faults = new ArrayList<String>();
            page.onPageError(faults::add);
            page.onDialog(dialog -> faults.add(dialog.message()));
            page.onConsoleMessage(message -> {
                if (message.text().contains("Content Security Policy")) {
                    faults.add(message.text());
                }
            });
            for (var view : List.of("#active", "#alert/" + id, "#history?text=" + name, "#audit?subject=" + id)) {
                page.evaluate("hash => { location.hash = hash }", view);
                assertThat(page.locator("main :visible").getByText(name).first())
                        .isVisible();
                isText(page, view);
            }
            page.evaluate("hash => { location.hash = hash }", "#alert/" + id);
            assertThat(page.locator("timeline-panel li[data-kind=noted]")).containsText(SCRIPT);
            isText(page, "the timeline");
            assertThat(faults).isEmpty();
        }
    }

    private static void isText(Page page, String view) {
        assertThat(page.evaluate("window.hacked ?? null")).as(view).isNull();
        assertThat(page.locator("main img, main script, main [onmouseover], main [onerror]"))
                .hasCount(0);
        assertThat(page.locator("main a[href^='javascript']")).hasCount(0);
    }
}
