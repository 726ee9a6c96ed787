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
final class ProjectionCheck {

    private static final int MOST_TEXT = 80;

    /** Rows that no entry tells of. The foreign key keeps sightings without an episode out, unless it is switched off. */
    private static final Map<String, String> UNTOLD = Map.of(
            "episode",
            "SELECT e.fingerprint, e.starts_at FROM episode e WHERE NOT EXISTS (SELECT 1 FROM audit_log a"
                    + " WHERE a.subject = e.fingerprint || '-' || e.starts_at"
                    + " AND a.kind IN ('fired', 'notified', 'carried'))",
            "sighting",
            "SELECT s.fingerprint, s.starts_at FROM sighting s WHERE NOT EXISTS (SELECT 1 FROM episode e"
                    + " WHERE e.fingerprint = s.fingerprint AND e.starts_at = s.starts_at)",
            "response",
            "SELECT r.fingerprint, r.starts_at FROM response r WHERE NOT EXISTS (SELECT 1 FROM episode e"
                    + " WHERE e.fingerprint = r.fingerprint AND e.starts_at = r.starts_at)");

    private final Connection connection;
    private long episodes;

    ProjectionCheck(Connection connection) {
        this.connection = connection;
    }

    /** How many episodes the log tells of. */
    long episodes() {
        return episodes;
    }

    void run(List<Finding> findings) throws SQLException {
        var sql =
                "SELECT " + Entries.COLUMNS + " FROM audit_log a WHERE a.subject IS NOT NULL ORDER BY a.subject, a.seq";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(Entries.FETCH_SIZE);
            try (var rows = statement.executeQuery()) {
                var subject = "";
                var told = new EpisodeState();
                while (rows.next() && findings.size() < Verification.MOST_FINDINGS) {
                    var entry = Entries.entry(rows, "");
                    if (!entry.subject().orElseThrow().equals(subject)) {
                        compare(subject, told, findings);
                        subject = entry.subject().get();
                        told = new EpisodeState();
                    }
                    apply(told, entry, findings);
                }
                compare(subject, told, findings);
            }
        }
        for (var untold : UNTOLD.entrySet()) {
            findUntold(untold.getKey(), untold.getValue(), findings);
        }
        findStrangeLabels(findings);
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

    private void compare(String subject, EpisodeState told, List<Finding> findings) throws SQLException {
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
        compareColumns("episode", subject, told.comparable(), stored.episode(), findings);
        compareSightings(subject, told.sightings(), stored.sightings(), findings);
        compareResponse(subject, told.response(), stored.response(), findings);
        var labels = JsonText.toMap(told.comparable().getOrDefault("labels", "{}"));
        for (var name : new LabelTable(connection).missing(id.get().fingerprint(), labels)) {
            findings.add(new Finding("label", subject + " " + name, Fault.MISSING, "the log tells of it"));
        }
    }

    /** A row that leads to an alert that does not have the label. */
    private void findStrangeLabels(List<Finding> findings) throws SQLException {
        var sql = "SELECT l.fingerprint, l.name, l.value,"
                + " (SELECT MIN(e.labels) FROM episode e WHERE e.fingerprint = l.fingerprint) FROM label l";
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
                    var row = rows.getString(1) + "-" + rows.getString(2);
                    findings.add(new Finding(table, row, Fault.INSERTED, "the log does not tell of it"));
                }
            }
        }
    }

    private static String shortened(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…";
    }
}
