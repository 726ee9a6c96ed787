package dev.tocsin.alerting.audit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** A large record in a database, filled where it is empty. It is read over one connection, as the server keeps its own open too. */
public final class Recorded implements AutoCloseable {

    private static final Path FOLDER = Path.of("target/bench-data");

    private final Connection connection;

    /** @param url of SQLite or PostgreSQL */
    public Recorded(String url, int episodes) throws Exception {
        var source = source(url);
        new Database(FOLDER, source).migrate(null);
        connection = source.getConnection();
        try (var statement = connection.createStatement();
                var any = statement.executeQuery("SELECT 1 FROM episode LIMIT 1")) {
            if (any.next()) {
                return;
            }
        }
        Files.createDirectories(FOLDER);
        new Filling(connection).fill(episodes);
    }

    private static DataSource source(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            var source = new PGSimpleDataSource();
            source.setUrl(url);
            return source;
        }
        var source = new SQLiteDataSource();
        source.setUrl(url);
        source.setJournalMode("WAL");
        source.setSynchronous("FULL");
        return source;
    }

    Database database() {
        return new Database(FOLDER, proxy(DataSource.class, (proxy, method, given) -> proxy(Connection.class, this::onConnection)));
    }

    private Object onConnection(Object proxy, Method method, Object[] given) throws Throwable {
        try {
            return method.getName().equals("close") ? null : method.invoke(connection, given);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Recorded.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    public void read(Instant from, Instant to, Consumer<EpisodeHistory.Past> each) {
        var history = new EpisodeHistory(database());
        history.read(history.reach(from, to, 2_000_000), to, each);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
