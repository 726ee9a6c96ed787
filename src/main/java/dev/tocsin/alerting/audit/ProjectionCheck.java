package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.audit.Verification.Fault;
import dev.tocsin.alerting.audit.Verification.Finding;
import dev.tocsin.alerting.model.EpisodeId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** Replays the log, an episode at a time, and compares what it comes to with the tables of episodes and sightings. */
final class ProjectionCheck implements AutoCloseable {

    private static final int MOST_TEXT = 80;

    /** Rows that no entry tells of. The foreign keys keep the orphans out, unless they are switched off. */
    private static final Map<String, String> UNTOLD = Map.of(
            "alert",
            "SELECT a.fingerprint FROM alert a WHERE NOT EXISTS (SELECT 1 FROM episode e WHERE e.alert = a.id)",
            "episode",
            "SELECT a.fingerprint || '-' || e.starts_at FROM episode e JOIN alert a ON a.id = e.alert"
                    + " WHERE NOT EXISTS (SELECT 1 FROM audit_log l WHERE l.episode = e.id"
                    + " AND l.kind IN ('fired', 'notified', 'carried'))",
            "sighting",
            "SELECT 'number ' || s.episode FROM sighting s WHERE NOT EXISTS (SELECT 1 FROM episode e"
                    + " WHERE e.id = s.episode)",
            "response",
            "SELECT r.fingerprint || '-' || r.starts_at FROM response r WHERE NOT EXISTS (SELECT 1 FROM alert a"
                    + " JOIN episode e ON e.alert = a.id WHERE a.fingerprint = r.fingerprint AND e.starts_at = r.starts_at)");

    private final Connection connection;
    private final Statements statements;
    private long episodes;

    ProjectionCheck(Connection connection) {
        this.connection = connection;
        this.statements = new Statements(connection);
    }

    /** How many episodes the log tells of. */
    long episodes() {
        return episodes;
    }

    void run(List<Finding> findings) throws SQLException {
        var sql = "SELECT " + Entries.COLUMNS + ", a.episode FROM audit_log a WHERE a.episode IS NOT NULL"
                + " ORDER BY a.episode, a.seq";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(Entries.FETCH_SIZE);
            try (var rows = statement.executeQuery()) {
                long episode = 0;
                var subject = "";
                var told = new EpisodeState();
                while (rows.next() && findings.size() < Verification.MOST_FINDINGS) {
                    var entry = Entries.entry(rows, "");
                    if (rows.getLong("episode") != episode) {
                        compare(subject, episode, told, findings);
                        episode = rows.getLong("episode");
                        subject = entry.subject().orElse("");
                        told = new EpisodeState();
                    }
                    if (entry.subject().orElse("").equals(subject)) {
                        apply(told, entry, findings);
                    } else {
                        findings.add(misplaced(entry.seq()));
                    }
                }
                compare(subject, episode, told, findings);
            }
        }
        findMisplaced(findings);
        for (var untold : UNTOLD.entrySet()) {
            findUntold(untold.getKey(), untold.getValue(), findings);
        }
        findStrangeLabels(findings);
    }

    private static Finding misplaced(long seq) {
        return new Finding("audit_log", Long.toString(seq), Fault.CHANGED, "it is not kept with its episode's entries");
    }

    private void findMisplaced(List<Finding> findings) throws SQLException {
        try (var statement = connection.prepareStatement(
                        "SELECT seq FROM audit_log WHERE (episode IS NULL) <> (subject IS NULL) ORDER BY seq");
                var rows = statement.executeQuery()) {
            while (rows.next() && findings.size() < Verification.MOST_FINDINGS) {
                findings.add(misplaced(rows.getLong(1)));
            }
        }
    }

    /** An entry that cannot be read breaks the chain too; here it must not keep the others from being looked at. */
    private static void apply(EpisodeState told, Entry entry, List<Finding> findings) {
        try {
            told.apply(entry);
        } catch (RuntimeException e) {
            findings.add(new Finding(
                    "audit_log", Long.toString(entry.seq()), Fault.CHANGED, "its body cannot be replayed: " + e));
        }
    }

    private void compare(String subject, long number, EpisodeState told, List<Finding> findings) throws SQLException {
        var id = EpisodeId.parse(subject);
        if (id.isEmpty() || !told.exists()) {
            return;
        }
        episodes++;
        var stored = EpisodeState.stored(
                connection, id.get().fingerprint().hex(), id.get().startsAt().toEpochMilli());
        if (!stored.exists()) {
            findings.add(new Finding("episode", subject, Fault.MISSING, "the log tells of it"));
            return;
        }
        var columns = told.comparable();
        columns.put(EpisodeState.NUMBER, Long.toString(number));
        compareColumns("episode", subject, columns, stored.episode(), findings);
        compareSightings(subject, told.sightings(), stored.sightings(), findings);
        compareResponse(subject, told.response(), stored.response(), findings);
        var labels = JsonText.toMap(told.comparable().getOrDefault("labels", "{}"));
        for (var name : new LabelTable(statements)
                .missing(Long.parseLong(stored.episode().get(EpisodeState.ALERT)), labels)) {
            findings.add(new Finding("label", subject + " " + name, Fault.MISSING, "the log tells of it"));
        }
    }

    /** A row that leads to an alert that does not have the label. */
    private void findStrangeLabels(List<Finding> findings) throws SQLException {
        var sql = "SELECT COALESCE(a.fingerprint, 'number ' || l.alert), l.name, l.value, a.labels"
                + " FROM label l LEFT JOIN alert a ON a.id = l.alert";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(Entries.FETCH_SIZE);
            try (var rows = statement.executeQuery()) {
                while (rows.next() && findings.size() < Verification.MOST_FINDINGS) {
                    var labels = rows.getString(4) == null ? Map.of() : JsonText.toMap(rows.getString(4));
                    if (!rows.getString(3).equals(labels.get(rows.getString(2)))) {
                        var row = rows.getString(1) + " " + rows.getString(2);
                        findings.add(new Finding("label", row, Fault.INSERTED, "the log does not tell of it"));
                    }
                }
            }
        }
    }

    private static void compareResponse(
            String subject, Map<String, String> told, Map<String, String> stored, List<Finding> findings) {
        if (told.isEmpty() != stored.isEmpty()) {
            findings.add(
                    told.isEmpty()
                            ? new Finding("response", subject, Fault.INSERTED, "the log does not tell of it")
                            : new Finding("response", subject, Fault.MISSING, "the log tells of it"));
            return;
        }
        var all = new TreeMap<String, String>();
        stored.keySet().forEach(column -> all.put(column, "nothing"));
        all.putAll(told);
        compareColumns("response", subject, all, stored, findings);
    }

    private static void compareSightings(
            String subject,
            Map<String, Map<String, String>> told,
            Map<String, Map<String, String>> stored,
            List<Finding> findings) {
        var witnesses = new TreeSet<>(told.keySet());
        witnesses.addAll(stored.keySet());
        for (var witness : witnesses) {
            var row = subject + " " + witness;
            if (!stored.containsKey(witness)) {
                findings.add(new Finding("sighting", row, Fault.MISSING, "the log tells of it"));
            } else if (!told.containsKey(witness)) {
                findings.add(new Finding("sighting", row, Fault.INSERTED, "the log does not tell of it"));
            } else {
                compareColumns("sighting", row, told.get(witness), stored.get(witness), findings);
            }
        }
    }

    private static void compareColumns(
            String table, String row, Map<String, String> told, Map<String, String> stored, List<Finding> findings) {
        told.forEach((column, value) -> {
            var found = stored.get(column);
            if (!value.equals(found)) {
                var detail = column + " is " + shortened(Objects.requireNonNullElse(found, "nothing"))
                        + ", and the log says " + shortened(value);
                findings.add(new Finding(table, row, Fault.CHANGED, detail));
            }
        });
    }

    private void findUntold(String table, String sql, List<Finding> findings) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(Entries.FETCH_SIZE);
            try (var rows = statement.executeQuery()) {
                while (rows.next() && findings.size() < Verification.MOST_FINDINGS) {
                    findings.add(new Finding(table, rows.getString(1), Fault.INSERTED, "the log does not tell of it"));
                }
            }
        }
    }

    private static String shortened(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…";
    }

    @Override
    public void close() throws SQLException {
        statements.close();
    }
}
