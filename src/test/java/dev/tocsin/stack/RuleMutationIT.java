package dev.tocsin.stack;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules' tests notice when a threshold, a comparison, a window or a wait is changed. What was noticed is listed in
 * {@code target/mutants/}.
 */
class RuleMutationIT {

    private static final Path RULES = Path.of("docker");
    private static final Path TESTS = Path.of("src/test/prometheus");
    private static final Path MUTANTS = Path.of("target/mutants");

    /** What no series can tell from the original: an average over a window is hardly ever a round number. */
    private static final Set<String> EQUIVALENT = Set.of(">= scalar(alert:threshold{alert=\"HighCPUUsage\"})");

    /** By file, alerts and test: whether the test passes without a change. */
    private final Map<String, Boolean> originals = new ConcurrentHashMap<>();

    private record Verdict(RuleMutant mutant, boolean noticed) {
        @Override
        public String toString() {
            return "%s  %s, line %d: %s → %s"
                    .formatted(
                            noticed ? "noticed " : "SURVIVED",
                            mutant.rule(),
                            mutant.line() + 1,
                            mutant.before().strip(),
                            mutant.after().strip());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alert_rules.yml", "monitoring_rules.yml"})
    void everyChangeIsNoticed(String file) throws Exception {
        var lines = Files.readAllLines(RULES.resolve(file));
        var work = new ArrayList<Callable<Verdict>>();
        for (var mutant : RuleMutant.of(lines)) {
            if (!EQUIVALENT.contains(mutant.after().strip())) {
                var folder = MUTANTS.resolve(file + "." + work.size());
                work.add(() -> new Verdict(mutant, isNoticed(mutant, file, lines, folder)));
            }
        }

        var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        var verdicts = new ArrayList<Verdict>();
        try {
            for (var verdict : threads.invokeAll(work)) {
                verdicts.add(verdict.get());
            }
        } finally {
            threads.shutdownNow();
        }

        var noticed = verdicts.stream().filter(Verdict::noticed).count();
        Files.writeString(
                MUTANTS.resolve(file + ".txt"),
                verdicts.stream().map(Verdict::toString).collect(joining("\n"))
                        + "\n\n%d of %d changes noticed%n".formatted(noticed, verdicts.size()));
        assertThat(verdicts).isNotEmpty().allMatch(Verdict::noticed);
    }

    private boolean isNoticed(RuleMutant mutant, String file, List<String> lines, Path folder) throws IOException {
        var alerts = RuleMutant.alertsThatRead(mutant.rule(), lines);
        for (var test : testsOf(alerts)) {
            var run = run(test, folder, file, mutant.appliedTo(lines));
            if (run.exit() != 0) {
                assertThat(run.out() + run.err())
                        .as("a rule that is valid and wrong")
                        .contains("exp:");
                assertThat(passesOriginally(test, alerts, file, lines))
                        .as("%s as it is, of %s alone".formatted(test, alerts))
                        .isTrue();
                return true;
            }
        }
        return false;
    }

    private boolean passesOriginally(Path test, Set<String> alerts, String file, List<String> lines) {
        return originals.computeIfAbsent(file + alerts + test, key -> {
            try {
                var folder = MUTANTS.resolve("original." + originals.size() + "."
                        + Thread.currentThread().getId());
                return run(test, folder, file, RuleMutant.about(alerts, lines)).exit() == 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static Command run(Path test, Path folder, String file, List<String> rules) throws IOException {
        var tests = Files.createDirectories(folder.resolve(TESTS));
        Files.write(Files.createDirectories(folder.resolve(RULES)).resolve(file), rules);
        var copy = Files.copy(test, tests.resolve(test.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        return promtool("test", "rules", copy.toString());
    }

    /** Those of the alerts themselves first, the quickest of them before the others. */
    private static List<Path> testsOf(Set<String> alerts) throws IOException {
        try (var files = Files.list(TESTS)) {
            return files.filter(
                            file -> alerts.stream().anyMatch(alert -> text(file).contains("alertname: " + alert)))
                    .sorted(comparing((Path file) -> !isOf(file, alerts))
                            .thenComparing(file -> file.toFile().length()))
                    .toList();
        }
    }

    private static boolean isOf(Path file, Set<String> alerts) {
        var name = file.getFileName().toString().replace("-", "");
        return alerts.stream().anyMatch(alert -> name.startsWith(alert.toLowerCase(Locale.ROOT)));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Command promtool(String... arguments) {
        return Command.run(
                Duration.ofMinutes(1),
                Map.of(),
                Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList());
    }
}
