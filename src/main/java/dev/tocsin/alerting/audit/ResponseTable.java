package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Response;
import dev.tocsin.alerting.model.Response.Acknowledgement;
import dev.tocsin.alerting.model.Response.Condition;
import dev.tocsin.alerting.model.Response.Judgement;
import dev.tocsin.alerting.model.Response.Resolution;
import dev.tocsin.alerting.model.Verdict;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;

/** The rows of what people did about episodes, inside one transaction. */
final class ResponseTable {

    static final String COLUMNS = "acknowledged_by, acknowledged_at, acknowledged_until, acknowledgement_note,"
            + " resolved_by, resolved_at, resolution_reason, resolution_condition,"
            + " verdict, verdict_by, verdict_at, verdict_reason, notes";

    private final Connection connection;

    ResponseTable(Connection connection) {
        this.connection = connection;
    }

    Response find(EpisodeId id) throws SQLException {
        var sql = "SELECT revision, " + COLUMNS + " FROM response WHERE fingerprint = ? AND starts_at = ?";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, id.fingerprint().hex());
            statement.setLong(2, id.startsAt().toEpochMilli());
            try (var row = statement.executeQuery()) {
                return row.next() ? response(row) : Response.NONE;
            }
        }
    }

    void write(EpisodeId id, Response response) throws SQLException {
        var sql = "INSERT INTO response (fingerprint, starts_at, revision, " + COLUMNS
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint, starts_at) DO UPDATE SET"
                + " revision = excluded.revision, acknowledged_by = excluded.acknowledged_by,"
                + " acknowledged_at = excluded.acknowledged_at, acknowledged_until = excluded.acknowledged_until,"
                + " acknowledgement_note = excluded.acknowledgement_note, resolved_by = excluded.resolved_by,"
                + " resolved_at = excluded.resolved_at, resolution_reason = excluded.resolution_reason,"
                + " resolution_condition = excluded.resolution_condition, verdict = excluded.verdict,"
                + " verdict_by = excluded.verdict_by, verdict_at = excluded.verdict_at,"
                + " verdict_reason = excluded.verdict_reason, notes = excluded.notes";
        var columns = columns(response);
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, id.fingerprint().hex());
            statement.setLong(2, id.startsAt().toEpochMilli());
            statement.setLong(3, response.revision());
            int index = 4;
            for (var name : COLUMNS.split(", ")) {
                if (name.endsWith("_at") || name.endsWith("_until") || name.equals("notes")) {
                    var number = columns.getJsonNumber(name);
                    statement.setObject(index++, number == null ? null : number.longValue(), Types.BIGINT);
                } else {
                    var text = columns.getString(name, null);
                    statement.setString(index++, text == null ? null : JsonText.storable(text));
                }
            }
            statement.executeUpdate();
        }
    }

    /** The row as JSON, without what is null: what an entry of the log says that it came to. */
    static JsonObject columns(Response response) {
        var columns = JsonText.builder().add("notes", response.notes());
        response.acknowledgement().ifPresent(taken -> {
            columns.add("acknowledged_by", taken.by())
                    .add("acknowledged_at", taken.at().toEpochMilli())
                    .add("acknowledged_until", taken.until().toEpochMilli());
            taken.note().ifPresent(note -> columns.add("acknowledgement_note", note));
        });
        response.resolution()
                .ifPresent(done -> columns.add("resolved_by", done.by())
                        .add("resolved_at", done.at().toEpochMilli())
                        .add("resolution_reason", done.reason())
                        .add("resolution_condition", done.condition().label()));
        response.judgement().ifPresent(said -> {
            columns.add("verdict", said.verdict().label())
                    .add("verdict_by", said.by())
                    .add("verdict_at", said.at().toEpochMilli());
            said.reason().ifPresent(reason -> columns.add("verdict_reason", reason));
        });
        return columns.build();
    }

    static Response response(ResultSet row) throws SQLException {
        return new Response(
                row.getLong("revision"), acknowledgement(row), resolution(row), judgement(row), row.getLong("notes"));
    }

    private static Optional<Resolution> resolution(ResultSet row) throws SQLException {
        var by = row.getString("resolved_by");
        return by == null
                ? Optional.empty()
                : Optional.of(new Resolution(
                        by,
                        Instant.ofEpochMilli(row.getLong("resolved_at")),
                        row.getString("resolution_reason"),
                        Condition.ofLabel(row.getString("resolution_condition"))));
    }

    private static Optional<Acknowledgement> acknowledgement(ResultSet row) throws SQLException {
        var by = row.getString("acknowledged_by");
        return by == null
                ? Optional.empty()
                : Optional.of(new Acknowledgement(
                        by,
                        Instant.ofEpochMilli(row.getLong("acknowledged_at")),
                        Instant.ofEpochMilli(row.getLong("acknowledged_until")),
                        Optional.ofNullable(row.getString("acknowledgement_note"))));
    }

    private static Optional<Judgement> judgement(ResultSet row) throws SQLException {
        var verdict = Optional.ofNullable(row.getString("verdict")).flatMap(Verdict::ofLabel);
        return verdict.isEmpty()
                ? Optional.empty()
                : Optional.of(new Judgement(
                        verdict.get(),
                        row.getString("verdict_by"),
                        Instant.ofEpochMilli(row.getLong("verdict_at")),
                        Optional.ofNullable(row.getString("verdict_reason"))));
    }
}
