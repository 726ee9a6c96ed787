package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table in docs/stomp.md names a test for each sentence of the specification, and the test exists. */
class SpecificationTest {

    private static final Pattern ROW = Pattern.compile("^\\| [^|]+ \\| .+ \\| (`[A-Z].*`) \\|$", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`(\\w+)\\.(\\w+)`");

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        var document = Files.readString(Path.of("docs/stomp.md"));
        var table = document.substring(document.indexOf("\n| section "));
        var rows = ROW.matcher(table).results().toList();

        assertThat(rows)
                .hasSize((int) table.lines()
                                .filter(line -> line.startsWith("| "))
                                .count()
                        - 1);
        assertThat(rows).hasSizeGreaterThan(50);
        assertThat(rows.stream()
                        .flatMap(row -> NAME.matcher(row.group(1)).results())
                        .filter(name -> !exists(name)))
                .extracting(MatchResult::group)
                .isEmpty();
    }

    private static boolean exists(MatchResult name) {
        return List.of("dev.tocsin.realtime.", "dev.tocsin.stack.").stream()
                .anyMatch(room -> hasTest(room + name.group(1), name.group(2)));
    }

    private static boolean hasTest(String type, String method) {
        try {
            return Arrays.stream(Class.forName(type).getDeclaredMethods())
                    .filter(each -> each.getName().equals(method))
                    .anyMatch(each -> Arrays.stream(each.getAnnotations())
                            .anyMatch(annotation ->
                                    annotation.annotationType().getSimpleName().endsWith("Test")));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
