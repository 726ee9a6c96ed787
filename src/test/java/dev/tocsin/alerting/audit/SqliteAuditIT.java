package dev.tocsin.alerting.audit;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** The log in the embedded database. */
class SqliteAuditIT extends AuditContract {

    @TempDir
    private Path folder;

    @Override
    Database create() {
        return another();
    }

    @Override
    Database another() {
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
    void tamper(String... sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url());
                var statement = connection.createStatement()) {
            for (var each : sql) {
                statement.execute(each);
            }
        }
    }
}
