package dev.tocsin.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/** Debian's PostgreSQL on a folder and a port of its own; it refuses to run as root, so root lends it another name. */
public final class PostgresServer implements AutoCloseable {

    static final String USER = "tocsin";
    static final String PASSWORD = "for these tests alone";

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private final AtomicInteger databases = new AtomicInteger();
    private final Path programs;
    private final Path folder;
    private final int port;

    private PostgresServer(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    public static PostgresServer start() {
        return start("postgres");
    }

    /** Another one, beside the one that tests have in common. */
    static PostgresServer start(String name) {
        try (var versions = Files.list(INSTALLED)) {
            var newest = versions.max(Comparator.comparing(Path::getFileName)).orElseThrow();
            var server = new PostgresServer(
                    newest.resolve("bin"), Path.of("target", name).toAbsolutePath(), Stack.freePort());
            server.begin();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("no PostgreSQL: run ./scripts/monitor.sh test, which installs it", e);
        }
    }

    private void begin() throws IOException {
        var data = folder.resolve("data");
        if (Files.exists(data.resolve("postmaster.pid"))) {
            run("pg_ctl", "-D", data.toString(), "-m", "immediate", "stop");
        }
        run(List.of("rm", "-rf", folder.toString()));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("password"), PASSWORD);
        if (isRoot()) {
            run(List.of("chown", "-R", "postgres", folder.toString()));
        }
        run(
                "initdb",
                "-D",
                data.toString(),
                "--username=" + USER,
                "--auth=scram-sha-256",
                "--pwfile=" + folder.resolve("password"),
                "--encoding=UTF8",
                "--locale=C.UTF-8");
        resume();
    }

    /** Starts it with what it held. */
    void resume() {
        run(
                "pg_ctl",
                "-D",
                folder.resolve("data").toString(),
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''",
                "-w",
                "start");
    }

    int port() {
        return port;
    }

    /** Creates a database and returns its name. */
    public String createDatabase() throws SQLException {
        var name = "tocsin" + databases.incrementAndGet();
        try (var connection = dataSource("postgres").getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return name;
    }

    public PGSimpleDataSource dataSource(String database) {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(USER);
        source.setPassword(PASSWORD);
        return source;
    }

    /** Whoever uses it is cut off, and nobody can connect. */
    void stop() {
        run("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "immediate", "stop");
    }

    @Override
    public void close() {
        stop();
    }

    private void run(String program, String... arguments) {
        var words = new ArrayList<String>();
        if (isRoot()) {
            words.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        words.add(programs.resolve(program).toString());
        words.addAll(List.of(arguments));
        run(words);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void run(List<String> words) {
        try {
            var log = Files.createTempFile("postgres", ".log");
            var process = new ProcessBuilder(words)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(words + " failed: " + Files.readString(log));
            }
            Files.delete(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
