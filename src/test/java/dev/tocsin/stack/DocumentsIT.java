package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.stack.OnCall.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents tell people to type does what they say, and what they link to is there. */
@ExtendWith(StackExtension.class)
class DocumentsIT {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```bash\\n(.*?)^ *```$");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#\\s]+)");

    /** They start this very stack and run this very test. */
    private static final List<String> RUN_ALREADY = List.of("./scripts/monitor.sh up\n", "./scripts/monitor.sh test\n");

    /** What puts back another log, or needs another database, {@link BackupIT} does. */
    private static final Pattern RUN_ELSEWHERE = Pattern.compile("audit restore|pg_dump|pg_restore");

    /** Alerts that fire on this stack, or a hop that another test has just mended. */
    private static final Pattern TELLS_BY_ITS_EXIT = Pattern.compile("check-alerts|monitor.sh doctor");

    record Block(Path document, String commands) {
        @Override
        public String toString() {
            return document.getFileName() + ": " + commands.strip();
        }
    }

    /** What the documents look for: something critical fires. */
    private static final Alert CRITICAL = Alert.critical(Alert.someName(), "documents:9080");

    private final Stack stack;

    DocumentsIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    static void fire(Stack stack) {
        new OnCall(stack).fire(CRITICAL);
    }

    @AfterAll
    static void end(Stack stack) {
        new OnCall(stack).end(CRITICAL);
    }

    private static Stream<Path> documents() throws IOException {
        return Stream.concat(Stream.of(Path.of("README.md")), Files.walk(Path.of("docs")))
                .filter(file -> file.toString().endsWith(".md"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All commands, but of a runbook only those that look: the others act on a service in trouble. */
    static Stream<Block> commands() throws IOException {
        return documents()
                .flatMap(document -> BLOCK.matcher(read(document).split("(?m)^## Act$")[0])
                        .results()
                        .map(match -> new Block(document, match.group(1).stripIndent()))
                        .filter(block -> !RUN_ALREADY.contains(block.commands()))
                        .filter(block ->
                                !RUN_ELSEWHERE.matcher(block.commands()).find()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandsWork(Block block) {
        var ran = stack.shell(block.commands());

        boolean tellsByItsExit =
                ran.exit() == 1 && TELLS_BY_ITS_EXIT.matcher(block.commands()).find();
        assertThat(ran.exit() == 0 || tellsByItsExit)
                .as("exit %d of %s%n%s%s", ran.exit(), block, ran.out(), ran.err())
                .isTrue();
        assertThat(ran.err()).as("errors of %s", block).isEmpty();
        if (block.document().endsWith("troubleshooting.md")) {
            assertThat(ran.out()).as("answer to %s", block).isNotBlank();
            assertThat(ran.out().lines()).as("answer to %s", block).doesNotContain("null", "[]");
        }
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        for (var document : documents().toList()) {
            var targets = LINK.matcher(read(document))
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            for (var target : targets) {
                if (target.startsWith("/runbooks/")) {
                    assertThat(Path.of("docs" + target + ".md"))
                            .as("linked from %s", document)
                            .exists();
                } else {
                    assertThat(document.toAbsolutePath().resolveSibling(target))
                            .as("linked from %s", document)
                            .exists();
                }
            }
        }
    }
}
