package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Matcher;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A silence as Alertmanager keeps it.
 *
 * @param state active, pending or expired
 */
public record Silence(String id, String state, Terms terms) {

    /** What a silence says, without what Alertmanager adds to it. */
    public record Terms(List<Condition> matchers, Instant startsAt, Instant endsAt, String createdBy, String comment) {

        public Terms {
            matchers = List.copyOf(matchers);
        }

        /** The same until another time. */
        public Terms until(Instant otherEnd) {
            return new Terms(matchers, startsAt, otherEnd, createdBy, comment);
        }

        JsonObject json() {
            var conditions = Json.createArrayBuilder();
            matchers.forEach(condition -> conditions.add(condition.json()));
            return Json.createObjectBuilder()
                    .add("matchers", conditions)
                    .add("startsAt", startsAt.toString())
                    .add("endsAt", endsAt.toString())
                    .add("createdBy", createdBy)
                    .add("comment", comment)
                    .build();
        }
    }

    /** A condition on one label, in the fields that Alertmanager's API has for it. */
    public record Condition(String name, String value, boolean isRegex, boolean isEqual) {

        public JsonObject json() {
            return Json.createObjectBuilder()
                    .add("name", name)
                    .add("value", value)
                    .add("isRegex", isRegex)
                    .add("isEqual", isEqual)
                    .build();
        }

        /** @throws IllegalArgumentException if Alertmanager would refuse it; its message says what is wrong */
        public Matcher matcher() {
            var operator = (isEqual ? "=" : "!") + (isRegex ? "~" : isEqual ? "" : "=");
            return Matcher.parse(
                    name + operator + '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        }

        static Condition of(JsonObject json) {
            return new Condition(
                    json.getString("name"),
                    json.getString("value"),
                    json.getBoolean("isRegex"),
                    json.getBoolean("isEqual", true));
        }
    }

    public boolean isExpired() {
        return state.equals("expired");
    }

    /** Whether it muted an alert with these labels at some time between the two. */
    public boolean covers(Labels labels, Instant from, Instant to) {
        return !terms.startsAt().isAfter(to)
                && !terms.endsAt().isBefore(from)
                && !terms.matchers().isEmpty()
                && terms.matchers().stream()
                        .allMatch(condition -> condition.matcher().matches(labels));
    }

    static Silence of(JsonObject json) {
        var conditions = json.getJsonArray("matchers").getValuesAs(JsonObject.class).stream()
                .map(Condition::of)
                .toList();
        return new Silence(
                json.getString("id"),
                json.getJsonObject("status").getString("state"),
                new Terms(
                        conditions,
                        instant(json, "startsAt"),
                        instant(json, "endsAt"),
                        json.getString("createdBy"),
                        json.getString("comment")));
    }

    private static Instant instant(JsonObject json, String name) {
        return OffsetDateTime.parse(json.getString(name)).toInstant();
    }
}
