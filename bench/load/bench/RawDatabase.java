package bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;

/**
 * The same rows in the same tables as a delivery of new alerts makes, and nothing else: nothing is read, parsed or hashed.
 * Each sender has a connection of its own; those of SQLite take turns, as its own waiting would cost them more.
 */
final class RawDatabase implements Load.Delivery, AutoCloseable {

    private static final String LABELS = "{\"alertname\":\"HighMemoryUsage\",\"instance\":\"host-%012d:9080\","
            + "\"job\":\"websocket-app\",\"severity\":\"warning\",\"team\":\"websocket\"}";
    private static final String[][] LABEL_SET = {
        {"alertname", "HighMemoryUsage"},
        {"instance", "host-%012d:9080"},
        {"job", "websocket-app"},
        {"severity", "warning"},
        {"team", "websocket"}
    };
    private static final String ANNOTATIONS = "{\"description\":\"Memory usage is 91.3%\","
            + "\"runbook_url\":\"http://localhost:9080/runbooks/high-memory-usage\",\"summary\":\"High memory usage\"}";
    private static final String URL = "http://localhost:9090/graph?g0.expr="
            + "process_resident_memory_bytes+%2F+process_virtual_memory_bytes+%2A+100+%3E+85&g0.tab=1";
    private static final String BODY = "{\"alertname\":\"HighMemoryUsage\",\"annotations\":" + ANNOTATIONS
            + ",\"ended_at\":null,\"ends_at\":null,\"generator_url\":\"" + URL + "\",\"labels\":";
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final AtomicLong NEXT = new AtomicLong();

    private final Connection connection;
    private final Lock turn;
    private final int alerts;
    private final PreparedStatement lock;
    private final PreparedStatement alert;
    private final PreparedStatement label;
    private final PreparedStatement entry;
    private final PreparedStatement episode;
    private final PreparedStatement sighting;
    private final PreparedStatement head;

    RawDatabase(Connection connection, Lock turn, int alerts) throws SQLException {
        this.connection = connection;
        this.turn = turn;
        this.alerts = alerts;
        connection.setAutoCommit(false);
        lock = connection.prepareStatement("UPDATE audit_head SET length = length RETURNING length");
        alert = connection.prepareStatement("INSERT INTO alert (id, fingerprint, labels) VALUES (?, ?, ?)");
        label = connection.prepareStatement("INSERT INTO label (name, value, alert) VALUES (?, ?, ?)");
        entry = connection.prepareStatement(
                "INSERT INTO audit_log (seq, recorded_at, source_at, actor, kind, subject, body, hash, episode)"
                        + " VALUES (?, ?, ?, 'witness:direct', 'fired', ?, ?, '" + HASH + "', ?)");
        episode = connection.prepareStatement(
                "INSERT INTO episode (id, alert, starts_at, severity, annotations, generator_url)"
                        + " VALUES (?, ?, ?, 'warning', '" + ANNOTATIONS + "', '" + URL + "')");
        sighting = connection.prepareStatement("INSERT INTO sighting (episode, witness, first_seen_at, last_seen_at)"
                + " VALUES (?, 'direct', ?, ?)");
        head = connection.prepareStatement("UPDATE audit_head SET length = ?, hash = '" + HASH + "'");
        connection.rollback();
    }

    @Override
    public boolean send() throws SQLException {
        turn.lock();
        try {
            long length = length();
            for (int i = 0; i < alerts; i++) {
                insert(++length);
            }
            alert.executeBatch();
            label.executeBatch();
            episode.executeBatch();
            sighting.executeBatch();
            entry.executeBatch();
            head.setLong(1, length);
            head.executeUpdate();
            connection.commit();
            return true;
        } finally {
            turn.unlock();
        }
    }

    private long length() throws SQLException {
        try (var row = lock.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void insert(long seq) throws SQLException {
        long number = NEXT.getAndIncrement();
        // As far apart as hashes are: where a row goes in the index is part of its cost.
        var fingerprint = "%016x".formatted(number * 0x9e3779b97f4a7c15L);
        long startsAt = Alerts.STARTS_AT.toEpochMilli();
        long now = System.currentTimeMillis();
        var labels = LABELS.formatted(number);
        alert.setLong(1, seq);
        alert.setString(2, fingerprint);
        alert.setString(3, labels);
        alert.addBatch();
        for (var each : LABEL_SET) {
            label.setString(1, each[0]);
            label.setString(2, each[1].formatted(number));
            label.setLong(3, seq);
            label.addBatch();
        }
        episode.setLong(1, seq);
        episode.setLong(2, seq);
        episode.setLong(3, startsAt);
        episode.addBatch();
        sighting.setLong(1, seq);
        sighting.setLong(2, now);
        sighting.setLong(3, now);
        sighting.addBatch();
        entry.setLong(1, seq);
        entry.setLong(2, now);
        entry.setLong(3, startsAt);
        entry.setString(4, fingerprint + "-" + startsAt);
        entry.setString(5, BODY + labels + ",\"witness\":\"direct\"}");
        entry.setLong(6, seq);
        entry.addBatch();
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
