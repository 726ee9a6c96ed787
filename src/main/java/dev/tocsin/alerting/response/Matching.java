package dev.tocsin.alerting.response;

import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Matcher;
import dev.tocsin.alerting.upstream.Silence.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The conditions of a silence as Alertmanager reads them (its {@code pkg/labels} and {@code silence}): all have to hold,
 * and one at least must not hold for an empty value.
 */
final class Matching {

    private static final Labels STRANGER =
            Labels.of(Map.of(Labels.ALERT_NAME, UUID.randomUUID().toString()));

    private final List<Matcher> matchers;

    private Matching(List<Matcher> matchers) {
        this.matchers = List.copyOf(matchers);
    }

    /** @throws InvalidSilenceException if Alertmanager would refuse them */
    static Matching of(List<Condition> conditions) {
        var matchers = new ArrayList<Matcher>();
        for (int i = 0; i < conditions.size(); i++) {
            matchers.add(matcher("matchers[" + i + "].value", conditions.get(i)));
        }
        if (matchers.stream().allMatch(Matching::takesNothing)) {
            throw new InvalidSilenceException("matchers: one at least must not match an empty value");
        }
        return new Matching(matchers);
    }

    boolean matches(Labels labels) {
        return matchers.stream().allMatch(matcher -> matcher.matches(labels));
    }

    /** Whether it matches an alert that has nothing but a name, and one that nobody has thought of. */
    boolean isUnlimited() {
        return matches(STRANGER);
    }

    private static Matcher matcher(String field, Condition condition) {
        try {
            return condition.matcher();
        } catch (IllegalArgumentException e) {
            throw new InvalidSilenceException(field + ": " + e.getMessage(), e);
        }
    }

    /** No label has an empty name, so that its value is "". */
    private static boolean takesNothing(Matcher matcher) {
        return new Matcher("", matcher.negated(), matcher.values(), matcher.expression()).matches(STRANGER);
    }
}
