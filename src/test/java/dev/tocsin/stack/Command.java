package dev.tocsin.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that has ended.
 *
 * @param exit its exit code
 * @param out what it wrote to its standard output
 * @param err what it wrote to its standard error
 */
record Command(int exit, String out, String err) {

    /** Runs a command in the project's root to its end. */
    static Command run(Duration limit, Map<String, String> environment, List<String> words) {
        try {
            var out = Files.createTempFile("command", ".out");
            var err = Files.createTempFile("command", ".err");
            try {
                var builder = new ProcessBuilder(words)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .redirectInput(Path.of("/dev/null").toFile());
                builder.environment().putAll(environment);
                var process = builder.start();
                if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(
                            "%s has not ended after %s: %s%s".formatted(words, limit, text(out), text(err)));
                }
                return new Command(process.exitValue(), text(out), text(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    /** @throws AssertionError if it failed; with all that it wrote */
    Command orFail() {
        if (exit != 0) {
            throw new AssertionError("exit code " + exit + "\n" + out + err);
        }
        return this;
    }
}
