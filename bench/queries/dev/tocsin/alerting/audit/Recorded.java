package dev.tocsin.alerting.audit;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.function.Consumer;
import org.sqlite.SQLiteDataSource;

/** A record that is there, for benches of other rooms. */
public final class Recorded implements AutoCloseable {

    private final Connection connection;
    private final EpisodeHistory history;

    public Recorded(Path file) throws SQLException {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        source.setJournalMode("WAL");
        connection = source.getConnection();
        history = new EpisodeHistory(new Database(file.getParent(), QueriesBench.pool(connection)));
    }

    public void read(Instant from, Instant to, Consumer<EpisodeHistory.Past> each) {
        history.read(history.reach(from, to, 2_000_000), to, each);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
