package dev.tocsin.alerting.audit;

import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The data source that the server defines; its schema is brought up to date when the application starts. */
@ApplicationScoped
class Database {

    /** Before any other observer of the start, which may want to read or write. */
    private static final int MIGRATION = 1;

    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    @Resource(lookup = "jdbc/tocsin")
    private DataSource dataSource;

    private final Path folder;

    /** For the CDI proxy. */
    Database() {
        folder = null;
    }

    Database(Path folder, DataSource dataSource) {
        this.folder = folder;
        this.dataSource = dataSource;
    }

    @Inject
    Database(@ConfigProperty(name = "tocsin.data.dir") Path folder) {
        this.folder = folder;
    }

    /** Brings the schema up to date before the first request; the application does not start if that fails. */
    void migrate(@Observes @Priority(MIGRATION) @Initialized(ApplicationScoped.class) ServletContext started)
            throws IOException {
        Files.createDirectories(folder);
        migrations().load().migrate();
    }

    FluentConfiguration migrations() {
        return Flyway.configure(Database.class.getClassLoader())
                .dataSource(dataSource)
                .placeholders(dialect());
    }

    /** The few words in which the databases differ. In SQLite only a column of this very type is the row's own number. */
    private Map<String, String> dialect() {
        return reading(connection ->
                        connection.getMetaData().getDatabaseProductName().equals("SQLite"))
                ? Map.of("key", "INTEGER", "clustered", "WITHOUT ROWID")
                : Map.of("key", "BIGINT", "clustered", "");
    }

    /**
     * Does the work in one transaction and returns when it is on the disk. An embedded database takes one at a time:
     * {@link Writers} sees to that.
     *
     * @throws StorageException if the database failed or was busy; then nothing of the work was stored
     */
    <T> T inTransaction(Work<T> work) {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            } finally {
                // SQLite's driver begins the next transaction as soon as one has ended: the pool must not keep it.
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new StorageException(e);
        }
    }

    /** What went wrong first is what matters: a transaction that never began cannot be rolled back either. */
    private static void rollBack(Connection connection, Exception first) {
        try {
            connection.rollback();
        } catch (SQLException second) {
            first.addSuppressed(second);
        }
    }

    /**
     * Reads, outside any transaction: never waits for a writer.
     *
     * @throws StorageException if the database failed
     */
    <T> T reading(Work<T> work) {
        try (var connection = dataSource.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new StorageException(e);
        }
    }

    /**
     * Reads the database as it is at one instant, whatever is written meanwhile.
     *
     * @throws StorageException if the database failed
     */
    <T> T viewing(Work<T> work) {
        return reading(connection -> {
            int isolation = connection.getTransactionIsolation();
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            try {
                return work.on(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
                connection.setTransactionIsolation(isolation);
            }
        });
    }
}
