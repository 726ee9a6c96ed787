package dev.tocsin.stack;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which metrics and labels a query names. */
final class PromQl {

    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    private static final Pattern TEXT = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"");
    private static final Pattern MATCHERS = Pattern.compile("\\{[^}]*}");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|on|without|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern NAME = Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*(?!\\s*\\(|[\\w:])");
    private static final Pattern MATCHER_LABEL = Pattern.compile("[{,]\\s*(\\w+)\\s*(?:=|!)");

    private PromQl() {}

    static Stream<String> metrics(String query) {
        var bare = TEXT.matcher(query).replaceAll("");
        for (var pattern : new Pattern[] {MATCHERS, RANGE, GROUPING}) {
            bare = pattern.matcher(bare).replaceAll(" ");
        }
        return NAME.matcher(bare.replaceAll("offset\\s+-?\\w+", " "))
                .results()
                .map(MatchResult::group)
                .filter(name -> !KEYWORDS.contains(name.toLowerCase()));
    }

    static Stream<String> labels(String query) {
        var withoutTexts = TEXT.matcher(query).replaceAll("\"\"");
        return Stream.concat(
                MATCHER_LABEL.matcher(withoutTexts).results().map(match -> match.group(1)),
                GROUPING.matcher(withoutTexts)
                        .results()
                        .flatMap(match -> Arrays.stream(match.group(1).split(",")))
                        .map(String::strip)
                        .filter(label -> !label.isEmpty()));
    }
}
