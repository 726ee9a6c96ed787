package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * As the reference says: a backup of a log that is written to meanwhile, and its restore. Whatever was answered before the
 * backup began is there, the chain holds, and what was lost since is told.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("BackupIT")
class BackupIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path FOLDER = Path.of("target/backup-stack").toAbsolutePath();

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private Stack stack;

    @AfterEach
    void stop() {
        stack.close();
    }

    /** The block of the reference that holds a text, with files and addresses of this test. */
    private Command reference(String with, String... replacements) throws IOException {
        var block = Pattern.compile("(?ms)^```bash\\n((?:(?!```).)*?" + Pattern.quote(with) + ".*?)^```$")
                .matcher(Files.readString(Path.of("docs/reference.md")))
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < replacements.length; i += 2) {
            assertThat(block).contains(replacements[i]);
            block = block.replace(replacements[i], replacements[i + 1]);
        }
        return stack.shell(block);
    }

    private void deliver(String prefix) {
        var name = prefix + number.incrementAndGet();
        var body = "[{\"labels\":{\"alertname\":\"%s\"},\"startsAt\":\"2026-01-31T03:00:00Z\"}]".formatted(name);
        var response = stack.send(HttpRequest.newBuilder(stack.app("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + stack.witnessToken())
                .POST(BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).isEqualTo(200);
        answered.add(name);
    }

    /** Delivers without a pause while the work is done, and returns what was answered before it began. */
    private Set<String> whileAlertsCome(Work work) throws Exception {
        var isOver = new AtomicBoolean();
        for (int i = 0; i < 50; i++) {
            deliver("Before");
        }
        var before = Set.copyOf(answered);
        var sender = new Thread(() -> {
            while (!isOver.get()) {
                deliver("Meanwhile");
            }
        });
        sender.start();
        try {
            await().atMost(LIMIT).until(() -> answered.size() > before.size() + 10);
            int begun = answered.size();
            work.run();
            assertThat(answered).as("nobody waited for the backup").hasSizeGreaterThan(begun);
        } finally {
            isOver.set(true);
            sender.join();
        }
        for (int i = 0; i < 20; i++) {
            deliver("After");
        }
        return before;
    }

    /** The names of all episodes that the log tells of. */
    private Set<String> recorded() {
        return stack.text("/audit/export")
                .lines()
                .map(line -> Stack.json(line).asJsonObject())
                .filter(entry -> entry.getString("kind").equals("fired"))
                .map(entry ->
                        entry.getJsonObject("body").getJsonObject("labels").getString("alertname"))
                .collect(Collectors.toSet());
    }

    private void awaitRemembered() {
        int length = stack.api("/audit?limit=1").getInt("length");
        await().atMost(LIMIT)
                .until(() -> !stack.query("app_alert_chain_length >= " + length).isEmpty());
    }

    private void isRestored(Set<String> before) {
        assertThat(recorded()).containsAll(before).noneMatch(name -> name.startsWith("After"));
        assertThat(stack.api("/audit/verification").getBoolean("holds")).isTrue();
        var verified = stack.monitor("audit", "verify");
        assertThat(verified.exit()).as(verified.out() + verified.err()).isEqualTo(1);
        assertThat(verified.out())
                .containsPattern("(?m)^Log +holds")
                .containsPattern("(?m)^Episodes +holds")
                .containsPattern("(?m)^Prometheus +broken +the log reached to entry \\d+, and ends with \\d+");
        await().atMost(LIMIT)
                .until(() -> !stack.query(
                                "ALERTS{alertname=\"AuditLogAltered\",fault=\"shorter\",alertstate=\"firing\"}")
                        .isEmpty());
    }

    @Test
    void theEmbeddedDatabaseIsBackedUpWhileItIsWrittenAndPutBack() throws Exception {
        stack = Stack.start(FOLDER, Map.of(), "app", "prometheus", "alertmanager");
        var backup = FOLDER.resolve("backup.db");
        var told = new AtomicReference<Matcher>();
        var before = whileAlertsCome(() -> {
            var out = reference("audit backup", ".tocsin/backup-$(date +%F-%H%M%S).db", backup.toString())
                    .orFail()
                    .out();
            told.set(Pattern.compile(": (\\d+) entries, the last (\\p{XDigit}{64})\n")
                    .matcher(out));
            assertThat(told.get().find()).as(out).isTrue();
        });
        awaitRemembered();
        var entry = told.get().group(1);
        assertThat(stack.text("/audit/hashes?seq=" + entry)).contains(told.get().group(2));
        isRefused("is there already", "audit", "backup", backup.toString());
        isRefused("stop it first", "audit", "restore", backup.toString());

        // What it wrote ahead stays behind, and must not get into the other database.
        Part.of(FOLDER, "app").kill();
        isRefused("is no backup of an audit log", "audit", "restore", "README.md");
        reference("audit restore", ".tocsin/backup.db", backup.toString()).orFail();

        isRestored(before);
        assertThat(stack.text("/audit/hashes?seq=" + entry)).contains(told.get().group(2));
        assertThat(Files.getPosixFilePermissions(backup)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(FOLDER.resolve("data/tocsin"))
                .isDirectoryRecursivelyContaining("glob:**/replaced-*/tocsin.db")
                .isDirectoryRecursivelyContaining("glob:**/replaced-*/tocsin.db-wal");
    }

    private void isRefused(String reason, String... arguments) {
        var refused = stack.monitor(arguments);
        assertThat(refused.exit()).isEqualTo(64);
        assertThat(refused.err()).contains(reason);
    }

    @Test
    void aDatabaseOfPostgresIsDumpedWhileItIsWrittenAndRestoredIntoAnother() throws Exception {
        try (var server = PostgresServer.start("backup-postgres")) {
            stack = Stack.start(FOLDER, Map.of(), "prometheus", "alertmanager");
            var database = server.createDatabase();
            Files.createDirectories(FOLDER.resolve("secrets/variables"));
            Files.writeString(FOLDER.resolve("secrets/variables/tocsin.db.password"), PostgresServer.PASSWORD);
            stack.shell("TOCSIN_DB_KIND=postgresql TOCSIN_DB_HOST=127.0.0.1 TOCSIN_DB_PORT=" + server.port()
                            + " TOCSIN_DB_NAME=" + database + " ./scripts/monitor.sh up app")
                    .orFail();
            var port = "PGPORT=" + server.port();
            var dump = FOLDER.resolve("backup.dump").toString();
            var before = whileAlertsCome(
                    () -> reference("pg_dump", "PGPORT=5432", port, ".tocsin/backup.dump tocsin", dump + " " + database)
                            .orFail());
            awaitRemembered();
            isRefused("pg_dump", "audit", "backup", FOLDER.resolve("backup.db").toString());

            reference("pg_restore", "PGPORT=5432", port, ".tocsin/backup.dump", dump)
                    .orFail();
            isRestored(before);
            stack.monitor("down").orFail();
        }
    }
}
