package dev.tocsin.alerting.audit;

import com.zaxxer.hikari.HikariDataSource;
import dev.tocsin.stack.PostgresServer;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A database on a PostgreSQL of the tests' own. Its connections are kept, as the server keeps them: to connect each time is most of
 * the time that such tests take.
 */
final class PostgresStore implements Store {

    /** Started when first needed, stopped with the tests. */
    private static final class Lazy {
        static final PostgresServer SERVER = PostgresServer.start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
        }
    }

    private HikariDataSource source;
    private String name;

    @Override
    public void create() throws SQLException {
        name = Lazy.SERVER.createDatabase();
        source = new HikariDataSource();
        source.setDataSource(Lazy.SERVER.dataSource(name));
        source.setMaximumPoolSize(20);
        source.setMinimumIdle(0);
    }

    @Override
    public Database open() {
        return new Database(Path.of("target"), source);
    }

    @Override
    public void close() {
        source.close();
    }

    @Override
    public void tamper(String... sql) throws SQLException {
        try (var connection = Lazy.SERVER.dataSource(name).getConnection();
                var statement = connection.createStatement()) {
            // Foreign keys are triggers here, and this switches them off.
            statement.execute("SET session_replication_role = replica");
            for (var each : sql) {
                statement.execute(each);
            }
        }
    }
}
