package dev.tocsin.realtime;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Who may send where and subscribe to what: what one of the rules allows. Without rules everything is allowed, with them
 * nothing else.
 */
record Permissions(List<Rule> rules) {

    /** What a client wants of a destination. */
    enum Action {
        SEND,
        SUBSCRIBE
    }

    private static final String ANYBODY = "*";

    /**
     * One that allows something.
     *
     * @param destination the name of one, or the beginning of many with {@code *} behind it
     * @param group of a token, or {@code *} for everybody
     */
    record Rule(Action action, String destination, String group) {

        /** @throws IllegalArgumentException if it is not an action, a destination and a group */
        static Rule parse(String text) {
            var words = text.strip().split(" +");
            if (words.length != 3 || !words[0].matches("send|subscribe") || !words[1].startsWith("/")) {
                throw new IllegalArgumentException(
                        "tocsin.realtime.permissions: expected \"send\" or \"subscribe\", a destination and a group, not "
                                + text.strip());
            }
            return new Rule(Action.valueOf(words[0].toUpperCase(Locale.ROOT)), words[1], words[2]);
        }

        private boolean allows(Action wanted, String where, Set<String> groups) {
            return wanted == action && covers(where) && (group.equals(ANYBODY) || groups.contains(group));
        }

        private boolean covers(String where) {
            return destination.endsWith("*")
                    ? where.startsWith(destination.substring(0, destination.length() - 1))
                    : where.equals(destination);
        }
    }

    /** @param text rules with commas between them; none if it is empty */
    static Permissions parse(String text) {
        return new Permissions(Arrays.stream(text.split(","))
                .filter(each -> !each.isBlank())
                .map(Rule::parse)
                .toList());
    }

    /** @throws ProtocolException if no rule allows it */
    void require(Action action, String destination, Set<String> groups) {
        if (!rules.isEmpty() && rules.stream().noneMatch(rule -> rule.allows(action, destination, groups))) {
            throw ProtocolException.forbidden(
                    action == Action.SEND ? "sending there is not allowed" : "subscribing to that is not allowed");
        }
    }
}
