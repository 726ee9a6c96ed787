package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Severity;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rows of one episode by table and column, as texts: those that stand in the database, or those that its entries of
 * the log come to. What is no event is left out: when a witness last spoke, and the words of an episode that still fires.
 *
 * @param episode the columns of its row; empty if there is none
 * @param sightings the columns of its sightings, by witness
 * @param response the columns, without those that are null, of what people did about it; empty if they did nothing
 */
record EpisodeState(
        Map<String, String> episode, Map<String, Map<String, String>> sightings, Map<String, String> response) {

    /** The numbers of the rows of the episode and its alert, which the log does not tell. */
    static final String NUMBER = "id";

    static final String ALERT = "alert";

    private static final String NONE = "null";
    private static final Set<String> KINDS_OF_RESPONSE =
            Kind.OF_RESPONSE.stream().map(Kind::label).collect(Collectors.toUnmodifiableSet());

    EpisodeState() {
        this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    boolean exists() {
        return !episode.isEmpty();
    }

    boolean isOver() {
        return !NONE.equals(episode.getOrDefault("ends_at", NONE));
    }

    /** What the database holds. */
    static EpisodeState stored(Connection connection, String fingerprint, long startsAt) throws SQLException {
        var state = new EpisodeState();
        var joined = " FROM alert a JOIN episode e ON e.alert = a.id";
        var where = " WHERE a.fingerprint = ? AND e.starts_at = ?";
        try (var statement = connection.prepareStatement("SELECT e.id, e.alert, a.labels, e.severity,"
                + " e.annotations, e.generator_url, e.fired_anew_at, e.ended_by_hand_at, e.ends_at" + joined + where)) {
            setId(statement, fingerprint, startsAt);
            try (var row = statement.executeQuery()) {
                if (row.next()) {
                    putAll(state.episode, row);
                }
            }
        }
        try (var statement = connection.prepareStatement("SELECT s.witness, s.first_seen_at, s.ends_at, s.ends_after"
                + joined + " JOIN sighting s ON s.episode = e.id" + where)) {
            setId(statement, fingerprint, startsAt);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var columns = new TreeMap<String, String>();
                    putAll(columns, rows);
                    state.sightings.put(columns.remove("witness"), columns);
                }
            }
        }
        readResponse(connection, fingerprint, startsAt, state);
        return state;
    }

    private static void readResponse(Connection connection, String fingerprint, long startsAt, EpisodeState state)
            throws SQLException {
        try (var statement = connection.prepareStatement("SELECT revision, " + ResponseTable.COLUMNS
                + " FROM response WHERE fingerprint = ? AND starts_at = ?")) {
            setId(statement, fingerprint, startsAt);
            try (var row = statement.executeQuery()) {
                if (row.next()) {
                    putAll(state.response, row);
                    state.response.values().removeIf(NONE::equals);
                }
            }
        }
    }

    /** Goes on by one entry; a kind that does not make episodes changes nothing. */
    void apply(Entry entry) {
        var kind = entry.kind();
        if (kind.equals(Kind.FIRED.label()) || kind.equals(Kind.NOTIFIED.label())) {
            var body = JsonText.parse(entry.body());
            begin(body);
            decide(body);
            see(body, Long.toString(entry.recordedAt().toEpochMilli()));
        } else if (kind.equals(Kind.RESOLVED.label()) || kind.equals(Kind.REOPENED.label())) {
            var body = JsonText.parse(entry.body());
            decide(body);
            see(body, NONE);
        } else if (kind.equals(Kind.REFIRED.label())) {
            var body = JsonText.parse(entry.body());
            decide(body);
            episode.put("fired_anew_at", text(body, "anew_at"));
        } else if (kind.equals(Kind.CARRIED.label())) {
            carry(JsonText.parse(entry.body()));
        } else if (KINDS_OF_RESPONSE.contains(entry.kind())) {
            var body = JsonText.parse(entry.body());
            if (kind.equals(Kind.RESOLVED_BY_HAND.label())) {
                decide(body);
                episode.put("ended_by_hand_at", text(body, "ended_by_hand_at"));
            }
            respond(body.getJsonObject("response"));
            response.put("revision", Long.toString(entry.seq()));
        }
    }

    /** The body of the entry that stands for all that led here. */
    JsonObject carried() {
        var body = JsonText.builder();
        episode.forEach(body::add);
        var seen = JsonText.builder();
        sightings.forEach((witness, columns) -> seen.add(witness, JsonText.object(columns)));
        return body.add("sightings", seen)
                .add("response", JsonText.object(response))
                .build();
    }

    /** The columns of the episode that come from events alone. */
    Map<String, String> comparable() {
        var columns = new TreeMap<>(episode);
        if (NONE.equals(columns.get("ends_at"))) {
            columns.remove("annotations");
            columns.remove("generator_url");
        }
        return columns;
    }

    private void begin(JsonObject body) {
        var labels = body.getJsonObject("labels");
        episode.put("labels", JsonText.of(labels));
        episode.put(
                "severity", Severity.ofLabel(labels.getString("severity", "")).label());
        episode.putIfAbsent("fired_anew_at", NONE);
        episode.putIfAbsent("ended_by_hand_at", NONE);
    }

    private void decide(JsonObject body) {
        episode.put("annotations", JsonText.of(body.getJsonObject("annotations")));
        episode.put("generator_url", text(body, "generator_url"));
        episode.put("ends_at", text(body, "ends_at"));
    }

    private void see(JsonObject body, String at) {
        var sighting = sightings.computeIfAbsent(body.getString("witness"), first -> new TreeMap<>());
        sighting.putIfAbsent("first_seen_at", at);
        sighting.put("ends_at", text(body, "ended_at"));
        sighting.put("ends_after", text(body, "ended_after"));
    }

    private void carry(JsonObject body) {
        episode.clear();
        sightings.clear();
        body.forEach((name, value) -> {
            if (value instanceof JsonString) {
                episode.put(name, text(body, name));
            }
        });
        body.getJsonObject("sightings").forEach((witness, columns) -> {
            var sighting = new TreeMap<String, String>();
            columns.asJsonObject().keySet().forEach(name -> sighting.put(name, text(columns.asJsonObject(), name)));
            sightings.put(witness, sighting);
        });
        respond(body.getOrDefault("response", JsonValue.EMPTY_JSON_OBJECT).asJsonObject());
    }

    private void respond(JsonObject columns) {
        response.clear();
        columns.keySet().forEach(name -> response.put(name, text(columns, name)));
    }

    private static String text(JsonObject body, String name) {
        var value = body.getOrDefault(name, JsonValue.NULL);
        return value instanceof JsonString string ? JsonText.storable(string.getString()) : value.toString();
    }

    private static void setId(PreparedStatement statement, String fingerprint, long startsAt) throws SQLException {
        statement.setString(1, fingerprint);
        statement.setLong(2, startsAt);
    }

    private static void putAll(Map<String, String> columns, ResultSet row) throws SQLException {
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            columns.put(row.getMetaData().getColumnLabel(i), Objects.requireNonNullElse(row.getString(i), NONE));
        }
    }
}
