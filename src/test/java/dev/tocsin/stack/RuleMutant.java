package dev.tocsin.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A rules file with one thing changed: a threshold, a comparison, a window, or how long a rule waits.
 *
 * @param rule the name of the alert or recorded series that was changed
 * @param line its line in the file, from 0
 * @param before the line as it is
 * @param after the line as it has become
 */
record RuleMutant(String rule, int line, String before, String after) {

    private static final Pattern RULE = Pattern.compile("\\s*- (?:alert|record): (\\S+)");
    private static final Pattern KEY = Pattern.compile("\\s*(\\w+):( .*)?");
    private static final Pattern WAIT = Pattern.compile("(?<=for: )\\w+$");
    private static final Pattern WINDOW = Pattern.compile("(?<=\\[)\\d+[smhd](?=[]:])|(?<=offset )\\d+[smhd]");
    private static final Pattern COMPARISON = Pattern.compile("(?<= |^)(?:==|!=|>=|<=|>|<)(?= )");
    private static final Pattern THRESHOLD =
            Pattern.compile("(?<=(?:==|!=|>=|<=|>|<) )\\d+(?:\\.\\d+)?|(?<=vector\\()\\d+(?=\\) #)");
    private static final Pattern DURATION = Pattern.compile("(\\d+)([smhd])");

    /** The series of all thresholds, whose label {@code alert} names the rule. */
    private static final String THRESHOLDS = "alert:threshold";

    private static final String LABEL = " alert: ";

    /** Every mutant of a rules file. */
    static List<RuleMutant> of(List<String> lines) {
        var mutants = new ArrayList<RuleMutant>();
        var rule = "";
        var key = "";
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            var name = RULE.matcher(line);
            if (name.matches()) {
                rule = name.group(1).equals(THRESHOLDS) ? labelOf(lines, i) : name.group(1);
            }
            var entry = KEY.matcher(line);
            if (entry.matches()) {
                key = entry.group(1);
            }
            var number = i;
            var owner = rule;
            changes(key, line).forEach(after -> mutants.add(new RuleMutant(owner, number, line, after)));
        }
        return mutants;
    }

    /** The file with the change, as far as it is asked about. */
    List<String> appliedTo(List<String> lines) {
        var changed = new ArrayList<>(lines);
        changed.set(line, after);
        return about(alertsThatRead(rule, lines), changed);
    }

    /** A file of rules with no alert but these, and what they read: the others only cost time. */
    static List<String> about(Set<String> alerts, List<String> lines) {
        var kept = new ArrayList<String>();
        var isAskedAbout = true;
        for (var line : lines) {
            var name = RULE.matcher(line);
            if (name.matches()) {
                isAskedAbout = alerts.contains(name.group(1))
                        || line.contains("- record:")
                                && alertsThatRead(name.group(1), lines).stream().anyMatch(alerts::contains);
            } else if (line.startsWith("  - name:")) {
                isAskedAbout = true;
            }
            if (isAskedAbout) {
                kept.add(line);
            }
        }
        return kept;
    }

    private static String labelOf(List<String> lines, int from) {
        return lines.stream()
                .skip(from)
                .filter(line -> line.contains(LABEL))
                .findFirst()
                .map(line -> line.substring(line.indexOf(LABEL) + LABEL.length()))
                .orElseThrow();
    }

    /**
     * The alerts in whose tests the change should show: the rule itself, or those that read what it records. A threshold names its
     * rule, and does not read it.
     */
    static Set<String> alertsThatRead(String rule, List<String> lines) {
        var alerts = new TreeSet<String>();
        for (var text : String.join("\n", lines).split("(?m)^ +- (?=alert:|record:)")) {
            var name = text.lines().findFirst().orElse("").replaceFirst("\\w+: ", "");
            if (text.startsWith("alert:") && (name.equals(rule) || text.contains(rule))) {
                alerts.add(name);
            } else if (text.startsWith("record:") && !List.of(rule, THRESHOLDS).contains(name) && text.contains(rule)) {
                alerts.addAll(alertsThatRead(name, lines));
            }
        }
        return alerts;
    }

    private static Stream<String> changes(String key, String line) {
        return switch (key) {
            case "for", "keep_firing_for" ->
                Stream.concat(
                        Stream.of(""),
                        Stream.of(0.5, 1.5).flatMap(factor -> each(WAIT, line, wait -> times(wait, factor))));
            case "expr" ->
                Stream.of(
                                Stream.of(0.5, 2.0)
                                        .flatMap(factor -> each(WINDOW, line, window -> times(window, factor))),
                                each(COMPARISON, line, RuleMutant::opposite),
                                each(COMPARISON, line, RuleMutant::neighbour),
                                each(THRESHOLD, line, number -> moved(number, -1)),
                                each(THRESHOLD, line, number -> moved(number, 1)))
                        .flatMap(changed -> changed);
            default -> Stream.empty();
        };
    }

    private static Stream<String> each(Pattern pattern, String line, UnaryOperator<String> change) {
        return pattern.matcher(line)
                .results()
                .map((MatchResult match) ->
                        line.substring(0, match.start()) + change.apply(match.group()) + line.substring(match.end()));
    }

    private static String times(String duration, double factor) {
        var parts = DURATION.matcher(duration);
        if (!parts.matches()) {
            throw new IllegalArgumentException(duration);
        }
        int seconds = Integer.parseInt(parts.group(1))
                * switch (parts.group(2)) {
                    case "s" -> 1;
                    case "m" -> 60;
                    case "h" -> 3600;
                    default -> 86400;
                };
        return Math.round(seconds * factor) + "s";
    }

    private static String opposite(String comparison) {
        return switch (comparison) {
            case "==" -> "!=";
            case "!=" -> "==";
            default -> comparison.startsWith(">") ? "<" : ">";
        };
    }

    private static String neighbour(String comparison) {
        return switch (comparison) {
            case "==" -> ">=";
            case "!=" -> ">";
            default -> comparison.endsWith("=") ? comparison.substring(0, 1) : comparison + "=";
        };
    }

    /** A tenth more or less; where a number counts few things, one. */
    private static String moved(String number, int direction) {
        var value = Double.parseDouble(number);
        return Double.toString(value + direction * (value < 2 ? 1 : value / 10));
    }
}
