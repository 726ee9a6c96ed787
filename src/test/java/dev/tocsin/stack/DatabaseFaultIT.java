package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The database goes away while alerts come in, and they go on coming. For how long is the system property
 * {@code tocsin.faults.database}; so long at least that Alertmanager, which tries for ten seconds, gives up.
 */
class DatabaseFaultIT {

    private static final Path FOLDER = Path.of("target/database-fault").toAbsolutePath();
    private static final Duration AWAY = Duration.parse(System.getProperty("tocsin.faults.database", "PT15S"));
    private static final int STORM = 40;
    private static final Duration GUST = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(60);

    @Test
    void whatFiresMeanwhileIsRecordedWhenItIsBack() throws SQLException, InterruptedException, IOException {
        var scene = "database";
        try (var database = PostgresServer.start("database-fault-postgres");
                var stack = new FaultyStack(FOLDER, settings(database))) {
            stack.storm(scene, STORM, PAUSE, Instant.now().plus(GUST));
            database.stop();
            stack.storm(scene, STORM, PAUSE, Instant.now().plus(AWAY));
            database.resume();
            stack.storm(scene, STORM, PAUSE, Instant.now().plus(GUST));
            stack.awaitApp();
            stack.end(scene, IntStream.range(0, STORM).toArray());

            var tally = stack.tally("database (PostgreSQL) away for " + AWAY, scene);
            assertThat(tally.reasons()).containsKey("service_down");
            assertThat(Files.readString(FOLDER.resolve("logs/app.log")))
                    .as("a line for each of what is tried again and again")
                    .contains("the figures of the last days could not be computed: ")
                    .doesNotContain("at dev.tocsin.alerting.review");
        }
    }

    private static Map<String, String> settings(PostgresServer database) throws SQLException {
        return Map.of(
                "TOCSIN_DB_KIND",
                "postgresql",
                "TOCSIN_DB_HOST",
                "127.0.0.1",
                "TOCSIN_DB_PORT",
                Integer.toString(database.port()),
                "TOCSIN_DB_NAME",
                database.createDatabase());
    }
}
