package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Labels;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A year of a large installation: 40 names on 200 instances, one episode in twenty of a pod that never comes again. Most
 * last minutes, some hours, a few days; the last 2000 still fire, and a few have for months.
 */
final class Filling {

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration YEAR = Duration.ofDays(365);

    private static final List<String> SEVERITIES = List.of("critical", "warning", "warning", "warning", "info", "info");
    private static final List<String> TEAMS = List.of("websocket", "infrastructure", "monitoring");
    private static final String TEXT = "Something is wrong here, and this is how the rule describes it at some length. ";

    private final Connection connection;
    private final Random random = new Random(1);
    private final Map<String, Long> alerts = new HashMap<>();

    Filling(Connection connection) {
        this.connection = connection;
    }

    static TreeMap<String, String> labels(int name, int instance) {
        return new TreeMap<>(Map.of(
                "alertname", "Alert" + name,
                "severity", SEVERITIES.get(name % SEVERITIES.size()),
                "team", TEAMS.get(name % TEAMS.size()),
                "job", "job" + instance % 10,
                "instance", "host" + instance + ":9100"));
    }

    void fill(int episodes) throws SQLException {
        boolean embedded = connection.getMetaData().getDatabaseProductName().equals("SQLite");
        try (var statement = connection.createStatement()) {
            if (embedded) {
                statement.execute("PRAGMA synchronous = OFF");
                statement.execute("PRAGMA cache_size = -400000");
            } else {
                statement.execute("SET synchronous_commit = off");
            }
        }
        connection.setAutoCommit(false);
        try (var episode = connection.prepareStatement("INSERT INTO episode (id, alert, starts_at, annotations,"
                        + " generator_url, severity, fired_anew_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
                var sighting = connection.prepareStatement("INSERT INTO sighting (episode, witness, first_seen_at,"
                        + " last_seen_at, ends_at) VALUES (?, ?, ?, ?, ?)");
                var entry = connection.prepareStatement("INSERT INTO audit_log (seq, recorded_at, source_at, actor, kind,"
                        + " subject, body, hash, episode) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
                var statements = new Statements(connection)) {
            var table = new EpisodeTable(statements);
            for (int i = 0; i < episodes; i++) {
                var labels = labels(Math.min(random.nextInt(40), random.nextInt(40)), random.nextInt(200));
                if (i % 20 == 0) {
                    labels.put("pod", "pod-" + i);
                }
                long startsAt = BEGIN.toEpochMilli() + YEAR.toMillis() / episodes * i;
                boolean fires = i > episodes - 2000 || i % 100_000 == 7;
                Long endsAt = fires ? null : startsAt + lasting();
                var told = Told.of(new Alert(Labels.of(labels), Map.of(), Instant.ofEpochMilli(startsAt), Optional.empty(), Optional.empty()));
                var fingerprint = told.id().fingerprint();
                if (!alerts.containsKey(fingerprint.hex())) {
                    alerts.put(fingerprint.hex(), table.add(told));
                }
                long number = i + 1L;
                set(episode, number, alerts.get(fingerprint.hex()), startsAt,
                        JsonText.of(Map.of("summary", TEXT, "description", TEXT + TEXT, "runbook_url", "http://x/" + i % 40)),
                        "http://prometheus:9090/graph?g0.expr=up&g0.tab=1", labels.get("severity"), null, endsAt);
                set(sighting, number, "direct", startsAt, startsAt, endsAt);
                set(sighting, number, "webhook", startsAt, startsAt, endsAt);
                boolean byHand = i % 1000 == 0;
                set(entry, 2L * i + 1, startsAt, startsAt, byHand ? "user:oncall" : "witness:direct",
                        byHand ? "signed-in" : "fired", fingerprint.hex() + "-" + startsAt, TEXT.repeat(8), "0".repeat(64), number);
                set(entry, 2L * i + 2, startsAt, startsAt, "witness:direct", "resolved",
                        fingerprint.hex() + "-" + startsAt, TEXT.repeat(4), "0".repeat(64), number);
                if (i % 1000 == 999) {
                    statements.flush();
                    episode.executeBatch();
                    sighting.executeBatch();
                    entry.executeBatch();
                    connection.commit();
                }
            }
        }
        connection.setAutoCommit(true);
        try (var statement = connection.createStatement()) {
            statement.execute(embedded ? "PRAGMA synchronous = FULL" : "VACUUM ANALYZE");
        }
    }

    private long lasting() {
        int kind = random.nextInt(100);
        long minutes = kind < 80 ? 30 : kind < 98 ? 360 : 5 * 1440;
        return 60_000 + (long) (random.nextDouble() * minutes * 60_000);
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.addBatch();
    }
}
