package dev.tocsin.alerting.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.sqlite.SQLiteDataSource;

/** SQLite as db-sqlite.xml configures it. */
final class SqliteStore implements Store {

    private Path folder;

    @Override
    public void create() throws IOException {
        folder = Files.createDirectories(Path.of("target/sqlite"));
        for (var suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(folder.resolve("tocsin.db" + suffix));
        }
    }

    @Override
    public Database open() {
        var source = new SQLiteDataSource();
        source.setUrl(url());
        source.setJournalMode("WAL");
        source.setSynchronous("FULL");
        source.setBusyTimeout(2000);
        source.setEnforceForeignKeys(true);
        return new Database(folder, source);
    }

    private String url() {
        return "jdbc:sqlite:" + folder.resolve("tocsin.db");
    }

    @Override
    public void tamper(String... sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url());
                var statement = connection.createStatement()) {
            for (var each : sql) {
                statement.execute(each);
            }
        }
    }
}
