package dev.tocsin.alerting.model;

import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A condition on one label as Alertmanager writes it: {@code severity="critical"}, {@code team!=web},
 * {@code instance=~"10\\.0\\..*"} or {@code instance!~db.+}. A regular expression is RE2's and takes the whole value; a
 * label that is not there has the value "".
 *
 * @param values one of which the label has; unused where there is an expression
 */
public record Matcher(String name, boolean negated, Set<String> values, Optional<com.google.re2j.Pattern> expression) {

    private static final Pattern FORM = Pattern.compile(
            "\\s*([a-zA-Z_:][a-zA-Z0-9_:]*|\"(?:[^\"\\\\]|\\\\.)+\")\\s*(=~|=|!=|!~)\\s*(.*?)\\s*", Pattern.DOTALL);
    private static final Pattern LITERALS = Pattern.compile("[^\\\\.+*?()\\[\\]{}^$]*");
    private static final Pattern REPEATED = Pattern.compile("\\{(\\d{1,4})(?:,(\\d{0,4}))?}");
    private static final int MOST_CHARACTERS = 1000;
    private static final long MOST_REPEATED = 1000;

    /** The condition that the label has one of the values. */
    public static Matcher oneOf(String name, Set<String> values) {
        return new Matcher(name, false, Set.copyOf(values), Optional.empty());
    }

    /** @throws IllegalArgumentException if {@code text} is no matcher; its message says what is wrong */
    public static Matcher parse(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("a matcher has at most " + MOST_CHARACTERS + " characters");
        }
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("expected a matcher such as severity=~\"crit.*\"");
        }
        var name = unquoted(parts.group(1));
        var value = unquoted(parts.group(3));
        boolean negated = parts.group(2).startsWith("!");
        boolean isExpression = parts.group(2).endsWith("~");
        if (isExpression && !LITERALS.matcher(value).matches()) {
            return new Matcher(name, negated, Set.of(), Optional.of(compiled(value)));
        }
        return new Matcher(
                name, negated, isExpression ? Set.of(value.split("\\|", -1)) : Set.of(value), Optional.empty());
    }

    public boolean matches(Labels labels) {
        var value = labels.get(name).orElse("");
        return negated != expression.map(pattern -> pattern.matches(value)).orElseGet(() -> values.contains(value));
    }

    /** RE2 needs no more than linear time, but memory for each repetition that is written. */
    private static com.google.re2j.Pattern compiled(String expression) {
        long repeated = REPEATED.matcher(expression)
                .results()
                .mapToLong(times -> Long.parseLong(
                        times.group(2) == null || times.group(2).isEmpty() ? times.group(1) : times.group(2)))
                .filter(times -> times > 1)
                .reduce(1, (a, b) -> Math.min(a * b, MOST_REPEATED + 1));
        if (repeated > MOST_REPEATED) {
            throw new IllegalArgumentException("the expression repeats more than " + MOST_REPEATED + " times");
        }
        try {
            return com.google.re2j.Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("no regular expression of RE2: " + e.getMessage(), e);
        }
    }

    /** As Alertmanager reads it (pkg/labels/parse.go): quotes may be left out, and an escape that is none stays. */
    private static String unquoted(String raw) {
        boolean isQuoted = raw.startsWith("\"");
        var inner = isQuoted ? raw.substring(1) : raw;
        var text = new StringBuilder();
        boolean isOpen = isQuoted;
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c == '\\' && i + 1 < inner.length()) {
                i++;
                text.append(escaped(inner.charAt(i)));
            } else if (c == '"') {
                if (!isQuoted || i + 1 < inner.length()) {
                    throw new IllegalArgumentException("a double quote inside a value needs a backslash before it");
                }
                isOpen = false;
            } else {
                text.append(c);
            }
        }
        if (isOpen) {
            throw new IllegalArgumentException("a double quote is not closed");
        }
        return text.toString();
    }

    private static String escaped(char c) {
        return switch (c) {
            case 'n' -> "\n";
            case '"', '\\' -> String.valueOf(c);
            default -> "\\" + c;
        };
    }
}
