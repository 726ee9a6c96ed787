package dev.tocsin.alerting.upstream;

import dev.tocsin.alerting.model.Labels;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A silence of Alertmanager; it keeps those that are over for some days. */
public record Silence(String id, Instant startsAt, Instant endsAt, List<Matcher> matchers) {

    /** Compares the value of a label, which is empty where there is none. */
    record Matcher(String name, String value, boolean isRegex, boolean isEqual) {

        boolean matches(Labels labels) {
            var found = labels.get(name).orElse("");
            return isEqual == (isRegex ? fits(found) : found.equals(value));
        }

        /** Alertmanager's regular expressions are RE2's; one that Java cannot read fits nothing. */
        private boolean fits(String found) {
            try {
                return Pattern.matches(value, found);
            } catch (PatternSyntaxException e) {
                return !isEqual;
            }
        }
    }

    static Silence of(JsonObject silence) {
        return new Silence(
                silence.getString("id"),
                OffsetDateTime.parse(silence.getString("startsAt")).toInstant(),
                OffsetDateTime.parse(silence.getString("endsAt")).toInstant(),
                silence.getJsonArray("matchers").getValuesAs(JsonObject.class).stream()
                        .map(matcher -> new Matcher(
                                matcher.getString("name"),
                                matcher.getString("value"),
                                matcher.getBoolean("isRegex"),
                                matcher.getBoolean("isEqual", true)))
                        .toList());
    }

    public boolean covers(Labels labels, Instant from, Instant to) {
        return !startsAt.isAfter(to)
                && !endsAt.isBefore(from)
                && !matchers.isEmpty()
                && matchers.stream().allMatch(matcher -> matcher.matches(labels));
    }
}
