package dev.tocsin.stack;

import static dev.tocsin.stack.OnCall.isDone;
import static dev.tocsin.stack.OnCall.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.stack.OnCall.Alert;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Silences on the real Alertmanager, and what one would mute. */
@ExtendWith(StackExtension.class)
class SilencesIT {

    private final Stack stack;
    private final OnCall onCall;
    private final String name = Alert.someName();

    SilencesIT(Stack stack) {
        this.stack = stack;
        this.onCall = new OnCall(stack);
    }

    private HttpResponse<String> post(String path, String body) {
        return onCall.send("POST", "/silences" + path, body, Optional.empty());
    }

    private static String matcher(String label, String value, boolean isRegex, boolean isEqual) {
        return "{\"name\":\"%s\",\"value\":\"%s\",\"isRegex\":%s,\"isEqual\":%s}"
                .formatted(label, value, isRegex, isEqual);
    }

    private static String silence(String matcher, String more) {
        return "{\"matchers\":[%s],\"duration\":\"PT10M\",\"comment\":\"planned work\"%s}".formatted(matcher, more);
    }

    private String named() {
        return matcher("alertname", name, false, true);
    }

    @Test
    void aSilenceIsMadeExtendedAndExpiredUnderTheNameOfWhoeverSignedIn() {
        onCall.fire(Alert.critical(name, "one"));
        // Two that fire: a silence of one of them is not one of everything.
        onCall.fire(Alert.critical(Alert.someName(), "other"));
        var made = isDone(post("", silence(named(), "")));
        var id = made.getString("id");

        assertThat(onCall.silences(Alert.critical(name, "one"))).singleElement().satisfies(silence -> {
            assertThat(silence.getString("id")).isEqualTo(id);
            assertThat(silence.getString("createdBy")).isEqualTo(OnCall.USER);
            assertThat(silence.getString("comment")).isEqualTo("planned work");
        });
        assertThat(stack.api("/silences").getJsonArray("silences").toString()).contains(id);

        var extended = isDone(onCall.send("PUT", "/silences/" + id, "{\"duration\":\"PT2H\"}", Optional.empty()));
        assertThat(extended.getString("id")).isEqualTo(id);
        assertThat(Instant.parse(
                        onCall.silences(Alert.critical(name, "one")).get(0).getString("endsAt")))
                .isAfter(Instant.now().plus(Duration.ofHours(1)));

        isDone(onCall.send("DELETE", "/silences/" + id, "", Optional.empty()));
        assertThat(onCall.silences(Alert.critical(name, "one"))).isEmpty();
        isProblem(onCall.send("DELETE", "/silences/" + id, "", Optional.empty()), 409, "over");

        for (var kind : new String[] {"silenced", "silence-extended", "silence-expired"}) {
            assertThat(stack.text("/audit?actor=user:oncall&limit=100&kind=" + kind))
                    .as(kind)
                    .contains(id);
        }
        assertThat(stack.api("/audit/verification").getBoolean("holds")).isTrue();
    }

    @Test
    void thePreviewCountsWhatFiresAndWhatWouldHaveBeenHidden() {
        var over = Alert.critical(name, "one");
        onCall.fire(over);
        onCall.end(over);
        onCall.fire(new Alert(over.labels(), over.startsAt().plusSeconds(1)));
        onCall.fire(Alert.critical(name, "two"));
        onCall.fire(Alert.critical(name + "x", "one"));

        assertThat(preview(named())).isEqualTo("firing 2 past 3");
        assertThat(preview(matcher("alertname", name, true, true))).isEqualTo("firing 2 past 3");
        assertThat(preview(named() + "," + matcher("instance", "t.o", true, true)))
                .isEqualTo("firing 1 past 1");
        assertThat(preview(named() + "," + matcher("instance", "t", true, true)))
                .as("an expression takes the whole value")
                .isEqualTo("firing 0 past 0");
        assertThat(preview(named() + "," + matcher("instance", "one|three", true, false)))
                .isEqualTo("firing 1 past 1");
        assertThat(preview(named() + "," + matcher("nowhere", "", false, true)))
                .as("a label that is not there is empty")
                .isEqualTo("firing 2 past 3");

        var past = isDone(post("/preview", "{\"matchers\":[%s],\"days\":1}".formatted(named())))
                .getJsonObject("past");
        assertThat(past.getJsonObject("byName").getInt(name)).isEqualTo(3);
        assertThat(past.getJsonArray("alerts").getValuesAs(JsonObject.class))
                .extracting(alert -> alert.getString("name"))
                .containsExactly(name, name, name);
    }

    private String preview(String matchers) {
        var preview = isDone(post("/preview", "{\"matchers\":[" + matchers + "]}"));
        return "firing %d past %d"
                .formatted(
                        preview.getJsonObject("firing").getInt("total"),
                        preview.getJsonObject("past").getInt("total"));
    }

    @Test
    void aSilenceOfEverythingHasToBeConfirmed() {
        onCall.fire(Alert.critical(name, "one"));
        var everything = matcher("alertname", ".+", true, true);
        var problem = isProblem(post("", silence(everything, "")), 409, "\"confirm\": true");
        var current = problem.getJsonObject("current");
        assertThat(current.getBoolean("everything")).isTrue();
        assertThat(current.getJsonObject("firing").getInt("total")).isEqualTo(current.getInt("allFiring"));
        assertThat(stack.text("/silences")).doesNotContain(".+");

        var confirmed = silence(everything, ",\"confirm\":true").replace("PT10M", "PT1S");
        var id = isDone(post("", confirmed)).getString("id");
        onCall.send("DELETE", "/silences/" + id, "", Optional.empty());
    }

    @Test
    void aSilenceToComeCannotEndBeforeItBegins() {
        var planned = silence(named(), ",\"startsAt\":\"" + Instant.now().plus(Duration.ofHours(2)) + "\"");
        var made = isDone(post("", planned));
        assertThat(made.getString("state")).isEqualTo("pending");

        var path = "/silences/" + made.getString("id");
        isProblem(onCall.send("PUT", path, "{\"duration\":\"PT1H\"}", Optional.empty()), 400, "endsAt");
        isDone(onCall.send("PUT", path, "{\"duration\":\"PT3H\"}", Optional.empty()));
        isDone(onCall.send("DELETE", path, "", Optional.empty()));
    }

    @Test
    void anAcknowledgementKeepsItsSilence() {
        var alert = Alert.critical(name, "one");
        onCall.fire(alert);
        isDone(onCall.act("POST", alert, "/acknowledgement", ""));
        var id = onCall.silences(alert).get(0).getString("id");
        isProblem(onCall.send("DELETE", "/silences/" + id, "", Optional.empty()), 409, "acknowledgement");
        isDone(onCall.act("DELETE", alert, "/acknowledgement", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"matchers\":[],\"duration\":\"PT1H\",\"comment\":\"c\"} | matchers: expected",
                "{\"matchers\":[{\"name\":\"a b\",\"value\":\"x\"}],\"duration\":\"PT1H\",\"comment\":\"c\"}"
                        + "| matchers[0].name",
                "{\"matchers\":[{\"name\":\"a\"}],\"duration\":\"PT1H\",\"comment\":\"c\"} | matchers[0].value",
                "{\"matchers\":[{\"name\":\"a\",\"value\":\"(\",\"isRegex\":true}],\"duration\":\"PT1H\","
                        + "\"comment\":\"c\"} | matchers[0].value",
                "{\"matchers\":[{\"name\":\"a\",\"value\":\".*\",\"isRegex\":true}],\"duration\":\"PT1H\","
                        + "\"comment\":\"c\"} | must not match an empty value",
                "{\"matchers\":[{\"name\":\"a\",\"value\":\"x\"}],\"duration\":\"PT1H\"} | comment",
                "{\"matchers\":[{\"name\":\"a\",\"value\":\"x\"}],\"comment\":\"c\"} | duration",
                "{\"matchers\":[{\"name\":\"a\",\"value\":\"x\"}],\"duration\":\"P31D\",\"comment\":\"c\"} | duration",
                "{\"matchers\":[{\"name\":\"a\",\"value\":\"x\",\"createdBy\":\"y\"}],\"comment\":\"c\"}"
                        + "| matchers[0].createdBy",
            })
    void whatIsWrongIsNamed(String body, String detail) {
        isProblem(post("", body), 400, detail.strip());
    }

    @Test
    void whatAlertmanagerDoesNotKnowIsNotFound() {
        for (var id : new String[] {"3cd6b6c1-0000-4000-8000-000000000000", "nonsense"}) {
            assertThat(onCall.send("DELETE", "/silences/" + id, "", Optional.empty())
                            .statusCode())
                    .isEqualTo(404);
        }
    }
}
