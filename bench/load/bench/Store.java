package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** A database beside the server's: the same driver, pragmas and tables, on the same disk. */
record Store(String url, String[] pragmas, Lock turn, String key, String clustered) {

    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

    /** As db-sqlite.xml configures it. */
    static Store sqlite(Path folder) throws IOException, SQLException {
        Files.deleteIfExists(folder.resolve("raw.db"));
        var pragmas = new String[] {
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "PRAGMA foreign_keys = ON",
            "PRAGMA wal_autocheckpoint = 10000"
        };
        var url = "jdbc:sqlite:" + folder.resolve("raw.db") + "?jdbc.get_generated_keys=false";
        return new Store(url, pragmas, new ReentrantLock(true), "INTEGER", "WITHOUT ROWID").withTables();
    }

    /** A schema of its own in the server's database. */
    static Store postgres(String url) throws IOException, SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA raw");
        }
        return new Store(url + "&currentSchema=raw", new String[0], new NoLock(), "BIGINT", "").withTables();
    }

    private Store withTables() throws IOException, SQLException {
        try (var connection = open();
                var statement = connection.createStatement()) {
            for (var each : schema().split(";")) {
                if (!each.isBlank()) {
                    statement.execute(each);
                }
            }
        }
        return this;
    }

    /** What the service makes of an empty database, one migration after the other. */
    private String schema() throws IOException {
        var all = new StringBuilder();
        try (var files = Files.list(MIGRATIONS)) {
            for (var file : files.filter(each -> each.toString().endsWith(".sql")).sorted().toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString()
                .replaceAll("(?m)--.*$", "")
                .replace("${key}", key)
                .replace("${clustered}", clustered);
    }

    Connection open() throws SQLException {
        var connection = DriverManager.getConnection(url);
        try (var statement = connection.createStatement()) {
            for (var pragma : pragmas) {
                statement.execute(pragma);
            }
        }
        return connection;
    }

    /** PostgreSQL's writers wait for each other at the row of the head. */
    private static final class NoLock extends ReentrantLock {
        private static final long serialVersionUID = 1;

        @Override
        public void lock() {}

        @Override
        public void unlock() {}
    }
}
