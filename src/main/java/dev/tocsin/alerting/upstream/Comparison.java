package dev.tocsin.alerting.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an alert's expression compares. A comparison in PromQL leaves out what does not hold, so a chart of the whole
 * expression would begin where the alert does; its two sides are there before and after.
 *
 * @param measured the side on the left
 * @param comparison such as {@code >}; empty if nothing is compared
 * @param limit the side on the right; empty if nothing is compared
 */
public record Comparison(String measured, Optional<String> comparison, Optional<String> limit) {

    /** Vector matching and {@code bool}, which belong to the operator before them. */
    private static final Pattern MODIFIERS = Pattern.compile(
            "^(?:bool\\b\\s*)?(?:(?:on|ignoring)\\s*\\([^)]*\\)\\s*)?(?:group_(?:left|right)\\b\\s*(?:\\([^)]*\\)\\s*)?)?");

    private static final List<List<String>> SET_OPERATORS = List.of(List.of("or"), List.of("and", "unless"));
    private static final List<String> COMPARISONS = List.of("==", "!=", ">=", "<=", ">", "<");

    /**
     * All that are joined by {@code or}, {@code and} and {@code unless}; the whole expression if it compares nothing.
     *
     * @param expression as Prometheus writes it in its list of rules: without comments
     */
    public static List<Comparison> of(String expression) {
        var found = new ArrayList<Comparison>();
        collect(expression, 0, found);
        return found.isEmpty()
                ? List.of(new Comparison(expression, Optional.empty(), Optional.empty()))
                : List.copyOf(found);
    }

    private static void collect(String text, int precedence, List<Comparison> found) {
        var bare = withoutParentheses(text);
        if (bare.length() < text.strip().length()) {
            collect(bare, 0, found);
        } else if (precedence < SET_OPERATORS.size()) {
            split(bare, SET_OPERATORS.get(precedence))
                    .operands()
                    .forEach(operand -> collect(operand, precedence + 1, found));
        } else {
            var sides = split(bare, COMPARISONS);
            if (sides.operands().size() > 1) {
                found.add(new Comparison(
                        sides.operands().get(0),
                        Optional.of(sides.operators().get(0)),
                        Optional.of(sides.operands().get(1))));
            }
        }
    }

    private record Split(List<String> operands, List<String> operators) {}

    /** Splits at those operators that stand in no parentheses, braces, brackets or texts. */
    private static Split split(String text, List<String> operators) {
        var operands = new ArrayList<String>();
        var found = new ArrayList<String>();
        int start = 0;
        int depth = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'' || c == '`') {
                i = endOfText(text, i);
                continue;
            }
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            var operator = depth == 0 ? operatorAt(text, i, operators) : Optional.<String>empty();
            if (operator.isPresent()) {
                operands.add(operand(text.substring(start, i)));
                found.add(operator.get());
                i += operator.get().length();
                start = i;
            } else {
                i++;
            }
        }
        operands.add(operand(text.substring(start)));
        return new Split(operands, found);
    }

    private static String operand(String text) {
        return MODIFIERS.matcher(text.strip()).replaceFirst("").strip();
    }

    private static Optional<String> operatorAt(String text, int at, List<String> operators) {
        return operators.stream()
                .filter(operator -> text.regionMatches(true, at, operator, 0, operator.length()))
                .filter(operator -> !Character.isLetter(operator.charAt(0))
                        || !isPartOfName(text, at - 1) && !isPartOfName(text, at + operator.length()))
                .findFirst();
    }

    private static boolean isPartOfName(String text, int at) {
        return at >= 0
                && at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_:".indexOf(text.charAt(at)) >= 0);
    }

    private static int endOfText(String text, int start) {
        char quote = text.charAt(start);
        int i = start + 1;
        while (i < text.length() && text.charAt(i) != quote) {
            i += text.charAt(i) == '\\' && quote != '`' ? 2 : 1;
        }
        return i + 1;
    }

    /** Takes away those that enclose all of it. */
    private static String withoutParentheses(String text) {
        var bare = text.strip();
        if (!bare.startsWith("(") || !bare.endsWith(")")) {
            return bare;
        }
        int depth = 0;
        for (int i = 0; i < bare.length(); i++) {
            char c = bare.charAt(i);
            if (c == '"' || c == '\'' || c == '`') {
                i = endOfText(bare, i) - 1;
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0 && i < bare.length() - 1) {
                return bare;
            }
        }
        return bare.substring(1, bare.length() - 1).strip();
    }
}
