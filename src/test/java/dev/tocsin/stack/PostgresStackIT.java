package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The service on PostgreSQL, by settings alone. */
class PostgresStackIT {

    private static final Path FOLDER = Path.of("target/postgres-stack").toAbsolutePath();

    private final int port = Stack.freePort();
    private final Map<String, String> environment = new HashMap<>();

    @AfterEach
    void stop() {
        monitor("down");
    }

    private Command monitor(String... arguments) {
        var words = new ArrayList<>(List.of("./scripts/monitor.sh"));
        words.addAll(List.of(arguments));
        return Command.run(Duration.ofMinutes(3), environment, words);
    }

    private String get(String path) throws IOException, InterruptedException {
        var password =
                Files.readString(FOLDER.resolve("secrets/oncall-password")).strip();
        var credentials = Base64.getEncoder().encodeToString(("oncall:" + password).getBytes());
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .header("Authorization", "Basic " + credentials)
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private int deliver() throws IOException, InterruptedException {
        var token =
                Files.readString(FOLDER.resolve("secrets/tocsin-webhook-token")).strip();
        var alert = "[{\"labels\":{\"alertname\":\"A\"},\"startsAt\":\"2026-01-31T03:00:00Z\"}]";
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v2/alerts"))
                                .header("Content-Type", "application/json")
                                .header("Authorization", "Bearer " + token)
                                .POST(BodyPublishers.ofString(alert))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void theRecordIsKeptThereAndVerifies() throws IOException, InterruptedException, SQLException {
        try (var server = PostgresServer.start()) {
            Command.run(Duration.ofSeconds(10), Map.of(), List.of("rm", "-rf", FOLDER.toString()));
            Files.createDirectories(FOLDER.resolve("secrets/variables"));
            Files.writeString(FOLDER.resolve("secrets/variables/tocsin.db.password"), PostgresServer.PASSWORD + "\n");
            environment.put("TOCSIN_STATE", FOLDER.toString());
            environment.put("TOCSIN_RUNTIME", "native");
            environment.put("TOCSIN_HTTP_PORT", Integer.toString(port));
            environment.put("TOCSIN_DB_KIND", "postgresql");
            environment.put("TOCSIN_DB_HOST", "127.0.0.1");
            environment.put("TOCSIN_DB_PORT", Integer.toString(server.port()));
            var database = server.createDatabase();
            environment.put("TOCSIN_DB_NAME", database);
            monitor("up", "app").orFail();

            assertThat(deliver()).isEqualTo(200);
            assertThat(get("/api/alerts")).contains("\"name\":\"A\"");
            assertThat(get("/api/audit")).contains("\"kind\":\"started\"").contains("\"kind\":\"fired\"");
            assertThat(get("/api/audit/verification")).contains("\"holds\":true");
            assertThat(FOLDER.resolve("data/tocsin/tocsin.db")).doesNotExist();
            var log = Files.readString(FOLDER.resolve("logs/app.log"));
            assertThat(log).contains("the audit log ends with entry").doesNotContain(PostgresServer.PASSWORD);
            stop();
            assertThat(lastKind(server, database)).isEqualTo("stopped");
        }
    }

    private static String lastKind(PostgresServer server, String database) throws SQLException {
        try (var connection = server.dataSource(database).getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT kind FROM audit_log ORDER BY seq DESC LIMIT 1")) {
            row.next();
            return row.getString(1);
        }
    }
}
