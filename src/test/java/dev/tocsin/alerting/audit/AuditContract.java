package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.audit.Verification.Fault;
import dev.tocsin.alerting.audit.Verification.Finding;
import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Witness;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the log promises on every database. */
abstract class AuditContract {

    static final Instant START = Instant.parse("2026-01-31T03:00:00.123Z");
    static final Instant END = START.plus(Duration.ofMinutes(5));

    private static final String NAME_OF_A = "A";

    private Database database;
    AuditLog log;
    EpisodeRecord episodes;

    /** A database of its own for each test. */
    abstract Database create() throws Exception;

    /** Another instance of the service on the same database. */
    abstract Database another();

    /** What somebody does who can write to the database and keeps to none of its rules. */
    abstract void tamper(String... sql) throws SQLException;

    @BeforeEach
    void open() throws Exception {
        database = create();
        database.migrate(null);
        log = new AuditLog(database);
        episodes = new EpisodeRecord(database, log);
    }

    static Alert alert(String name, Instant startsAt, Optional<Instant> endedAt) {
        return new Alert(
                Labels.of(Map.of("alertname", name, "severity", "critical")),
                Map.of("summary", "größer \"<&>\" 🚨"),
                startsAt,
                endedAt,
                Optional.of("http://prometheus:9090/graph"));
    }

    private static Alert alert(Optional<Instant> endedAt) {
        return alert(NAME_OF_A, START, endedAt);
    }

    void store(Witness witness, int second, Alert... alerts) {
        episodes.store(witness, START.plusSeconds(second), List.of(alerts));
    }

    void append(String note) {
        log.append(
                Actor.user("anna"),
                Kind.NOTED,
                Optional.empty(),
                Json.createObjectBuilder().add("note", note).build());
    }

    private List<String> kinds() {
        return log.page(0, 1000).stream().map(Entry::kind).toList();
    }

    void holds() {
        var verification = log.verify();
        assertThat(verification.findings()).isEmpty();
        assertThat(verification.entries())
                .isEqualTo(verification.head().length() - verification.head().pruned());
    }

    private Finding finding() {
        var findings = log.verify().findings();
        assertThat(findings).isNotEmpty();
        return findings.get(0);
    }

    /** Five entries about two episodes: fired, notified, resolved, fired, resolved. */
    private void fiveEntries() {
        store(Witness.DIRECT, 1, alert(Optional.empty()));
        store(Witness.WEBHOOK, 2, alert(Optional.empty()));
        store(Witness.DIRECT, 300, alert(Optional.of(END)));
        store(Witness.DIRECT, 301, alert("B", START, Optional.of(END)));
        holds();
        assertThat(kinds()).containsExactly("fired", "notified", "resolved", "fired", "resolved");
    }

    @Test
    void anEmptyChainHolds() {
        holds();
        assertThat(log.head()).isEqualTo(new Head(0, Entry.GENESIS, 0, Entry.GENESIS));
    }

    @Test
    void whatChangesNothingIsNoEntry() {
        fiveEntries();
        store(Witness.DIRECT, 400, alert(Optional.of(END)), alert(Optional.of(END)));
        store(Witness.WEBHOOK, 401, alert(Optional.empty()));

        assertThat(log.head().length()).isEqualTo(5);
        holds();
    }

    @Test
    void anEntrySaysWhoToldWhatAndWhenByBothClocks() {
        store(Witness.WEBHOOK, 1, alert(Optional.of(END)));

        var entries = log.page(0, 10);
        assertThat(entries).extracting(Entry::kind).containsExactly("notified", "resolved");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.actor()).isEqualTo("witness:webhook");
            assertThat(entry.recordedAt()).isEqualTo(START.plusSeconds(1));
            assertThat(entry.subject())
                    .contains(alert(Optional.empty()).episode().toString());
        });
        assertThat(entries.get(0).sourceAt()).contains(START);
        assertThat(entries.get(1).sourceAt()).contains(END);
        var body = JsonText.parse(entries.get(0).body());
        assertThat(body.getJsonObject("labels").getString("alertname")).isEqualTo(NAME_OF_A);
        assertThat(body.getJsonObject("annotations").getString("summary")).isEqualTo("größer \"<&>\" 🚨");
        assertThat(body.getString("generator_url")).isEqualTo("http://prometheus:9090/graph");
        assertThat(body.getString("witness")).isEqualTo("webhook");
    }

    /** Every way in which an episode's end is found and lost again. */
    @Test
    void theTurnsOfAnEpisodeAreReplayed() {
        store(Witness.DIRECT, 1, alert(Optional.empty()));
        store(Witness.WEBHOOK, 10, alert(Optional.of(END)));
        store(Witness.DIRECT, 11, alert(Optional.empty()));
        store(Witness.WEBHOOK, 12, alert(Optional.of(END)));
        store(Witness.DIRECT, 13, alert(Optional.of(END.plusSeconds(1))));
        store(Witness.DIRECT, 14, alert(Optional.empty()));
        store(Witness.DIRECT, 15, alert(NAME_OF_A, END.plusSeconds(60), Optional.empty()));
        store(Witness.DIRECT, 16, alert(Optional.of(END)));

        holds();
        assertThat(kinds())
                .containsExactly(
                        "fired",
                        "notified",
                        "resolved",
                        "reopened",
                        "resolved",
                        "resolved",
                        "reopened",
                        "fired",
                        "refired",
                        "resolved");
    }

    @Test
    void theWordsOfAnEpisodeThatFiresAreNoEventAndThoseOfItsEndStay() {
        store(Witness.DIRECT, 1, alert(Optional.empty()));
        var other = new Alert(
                alert(Optional.empty()).labels(), Map.of("summary", "95 %"), START, Optional.empty(), Optional.empty());
        store(Witness.DIRECT, 2, other);
        holds();
        assertThat(log.head().length()).isEqualTo(1);

        store(Witness.DIRECT, 3, alert(Optional.of(END)));
        store(Witness.WEBHOOK, 4, other);
        holds();
        assertThat(episodes.find(other.episode()).orElseThrow().annotations())
                .isEqualTo(alert(Optional.empty()).annotations());
    }

    /** What a row of the log was made into, the place that is named, and why. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE audit_log SET actor = 'user:eve' WHERE seq = 2                            | 2 | CHANGED
            UPDATE audit_log SET recorded_at = recorded_at + 1 WHERE seq = 1                 | 1 | CHANGED
            UPDATE audit_log SET source_at = NULL WHERE seq = 5                              | 5 | CHANGED
            UPDATE audit_log SET kind = 'refired' WHERE seq = 3                              | 3 | CHANGED
            UPDATE audit_log SET subject = NULL WHERE seq = 3                                | 3 | CHANGED
            UPDATE audit_log SET body = '{}' WHERE seq = 4                                   | 4 | CHANGED
            UPDATE audit_log SET body = 'no JSON' WHERE seq = 4                              | 4 | CHANGED
            UPDATE audit_log SET hash = REPLACE(hash, substr(hash, 1, 1), 'g') WHERE seq = 2 | 2 | CHANGED
            DELETE FROM audit_log WHERE seq = 1                                              | 1 | MISSING
            DELETE FROM audit_log WHERE seq = 3                                              | 3 | MISSING
            DELETE FROM audit_log WHERE seq >= 4                                             | 4 | MISSING
            DELETE FROM audit_log                                                            | 1 | MISSING
            INSERT INTO audit_log SELECT 6, recorded_at, source_at, actor, kind, subject, body, hash FROM audit_log WHERE seq = 5 | 6 | INSERTED
            INSERT INTO audit_log SELECT 0, recorded_at, source_at, actor, kind, subject, body, hash FROM audit_log WHERE seq = 5 | 0 | INSERTED
            """)
    void whatIsDoneToARowOfTheLogIsNamed(String sql, String row, Fault fault) throws SQLException {
        fiveEntries();
        tamper(sql);

        assertThat(finding()).satisfies(finding -> {
            assertThat(finding.table()).isEqualTo("audit_log");
            assertThat(finding.row()).isEqualTo(row);
            assertThat(finding.fault()).isEqualTo(fault);
        });
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "1, 5", "2, 4", "4, 5"})
    void entriesThatChangedPlacesAreNamed(int one, int other) throws SQLException {
        fiveEntries();
        tamper(
                "UPDATE audit_log SET seq = 100 WHERE seq = " + one,
                "UPDATE audit_log SET seq = " + one + " WHERE seq = " + other,
                "UPDATE audit_log SET seq = " + other + " WHERE seq = 100");

        assertThat(finding().row()).isEqualTo(Integer.toString(one));
        assertThat(finding().fault()).isEqualTo(Fault.REORDERED);
    }

    @Test
    void anEntryThatWasTakenOutWithTheOthersMovedIsNamed() throws SQLException {
        fiveEntries();
        tamper(
                "DELETE FROM audit_log WHERE seq = 2",
                "UPDATE audit_log SET seq = 2 WHERE seq = 3",
                "UPDATE audit_log SET seq = 3 WHERE seq = 4",
                "UPDATE audit_log SET seq = 4 WHERE seq = 5");
        assertThat(finding().row()).isEqualTo("2");
        assertThat(finding().fault()).isEqualTo(Fault.MISSING);
    }

    @Test
    void anEntryThatWasPutInWithTheOthersMovedIsNamed() throws SQLException {
        fiveEntries();
        tamper(
                "UPDATE audit_log SET seq = 6 WHERE seq = 5",
                "UPDATE audit_log SET seq = 5 WHERE seq = 4",
                "UPDATE audit_log SET seq = 4 WHERE seq = 3",
                "UPDATE audit_log SET seq = 3 WHERE seq = 2",
                "INSERT INTO audit_log SELECT 2, recorded_at, source_at, 'user:eve', kind, subject, body, hash FROM audit_log WHERE seq = 1");

        assertThat(finding().row()).isEqualTo("2");
        assertThat(finding().fault()).isEqualTo(Fault.INSERTED);
    }

    @Test
    void aHeadThatDoesNotFitIsNamed() throws SQLException {
        fiveEntries();
        tamper("UPDATE audit_head SET hash = (SELECT hash FROM audit_log WHERE seq = 4)");
        assertThat(finding().table()).isEqualTo("audit_head");

        tamper(
                "UPDATE audit_head SET hash = (SELECT hash FROM audit_log WHERE seq = 5), pruned = 1,"
                        + " pruned_hash = (SELECT hash FROM audit_log WHERE seq = 1)",
                "DELETE FROM audit_log WHERE seq = 1");
        assertThat(finding().table()).isEqualTo("audit_head");
        assertThat(finding().detail()).contains("up to 1 are gone").contains("pruning up to 0");
    }

    /** Nothing inside the database can tell: that is why the head is remembered elsewhere. */
    @Test
    void aTailThatWasCutWithTheHeadShowsInItsLengthOnly() throws SQLException {
        fiveEntries();
        var remembered = log.head();
        tamper(
                "DELETE FROM audit_log WHERE seq > 3",
                "DELETE FROM sighting WHERE first_seen_at = "
                        + START.plusSeconds(301).toEpochMilli(),
                "DELETE FROM episode WHERE labels LIKE '%\"B\"%'",
                "UPDATE audit_head SET length = 3, hash = (SELECT hash FROM audit_log WHERE seq = 3)");

        holds();
        assertThat(log.head().length()).isLessThan(remembered.length());

        append("grown again");
        append("as long as before");
        assertThat(log.head().length()).isEqualTo(remembered.length());
        assertThat(log.head().hashPrefix()).isNotEqualTo(remembered.hashPrefix());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE episode SET ends_at = ends_at + 1                                  | episode  | CHANGED
            UPDATE episode SET ends_at = NULL                                         | episode  | CHANGED
            UPDATE episode SET severity = 'info'                                      | episode  | CHANGED
            UPDATE episode SET labels = REPLACE(labels, 'critical', 'info')           | episode  | CHANGED
            UPDATE episode SET annotations = '{}'                                     | episode  | CHANGED
            UPDATE episode SET generator_url = NULL                                   | episode  | CHANGED
            UPDATE episode SET fired_anew_at = 1                                      | episode  | CHANGED
            DELETE FROM episode WHERE labels LIKE '%"B"%'                             | episode  | MISSING
            INSERT INTO episode SELECT fingerprint, 7, labels, annotations, generator_url, severity, NULL, NULL FROM episode WHERE labels LIKE '%"B"%' | episode | INSERTED
            UPDATE sighting SET ends_at = 7 WHERE witness = 'webhook'                 | sighting | CHANGED
            UPDATE sighting SET first_seen_at = first_seen_at - 1                     | sighting | CHANGED
            DELETE FROM sighting WHERE witness = 'webhook'                            | sighting | MISSING
            INSERT INTO sighting (fingerprint, starts_at, witness, first_seen_at, last_seen_at, ends_at) SELECT fingerprint, starts_at, 'poll', 1, 1, NULL FROM episode WHERE labels LIKE '%"B"%' | sighting | INSERTED
            INSERT INTO sighting (fingerprint, starts_at, witness, first_seen_at, last_seen_at, ends_at) SELECT fingerprint, 7, 'poll', 1, 1, NULL FROM episode WHERE labels LIKE '%"B"%' | sighting | INSERTED
            """)
    void whatIsDoneToAnEpisodeIsNamed(String sql, String table, Fault fault) throws SQLException {
        fiveEntries();
        tamper(sql);

        assertThat(log.verify().findings()).anySatisfy(finding -> {
            assertThat(finding.table()).isEqualTo(table);
            assertThat(finding.fault()).isEqualTo(fault);
            assertThat(EpisodeId.parse(finding.row().split(" ")[0])).isPresent();
        });
    }

    @Test
    void whatIsNoEventMayChange() throws SQLException {
        fiveEntries();
        tamper("UPDATE sighting SET last_seen_at = last_seen_at + 1");

        holds();
    }

    @Test
    void manyWritersMakeOneChain() throws Exception {
        inParallel(8, writer -> () -> {
            for (int i = 0; i < 10; i++) {
                append("note " + writer + " " + i);
                store(Witness.DIRECT, i, alert("A" + writer, START.plusSeconds(i), Optional.empty()));
            }
            return null;
        });

        assertThat(log.head().length()).isEqualTo(8 * (10 + 10 + 9));
        holds();
    }

    @Test
    void twoInstancesMakeOneChain() throws Exception {
        var second = new AuditLog(another());
        var logs = List.of(log, second);
        var records = List.of(episodes, new EpisodeRecord(another(), second));
        inParallel(4, writer -> () -> {
            for (int i = 0; i < 10; i++) {
                logs.get(writer % 2)
                        .append(Actor.user("anna"), Kind.NOTED, Optional.empty(), JsonValue.EMPTY_JSON_OBJECT);
                // Both hear of the same alerts: who comes first writes the entry.
                records.get(writer % 2).store(Witness.DIRECT, START, List.of(alert("A" + i, START, Optional.empty())));
            }
            return null;
        });

        assertThat(log.head().length()).isEqualTo(4 * 10 + 10);
        holds();
    }

    private static void inParallel(int threads, IntFunction<Callable<Void>> task)
            throws InterruptedException, ExecutionException {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            for (var done :
                    pool.invokeAll(IntStream.range(0, threads).mapToObj(task).toList())) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void textsAreKeptWhateverIsInThem() {
        var labels = new HashMap<String, String>();
        IntStream.range(0, 3000).forEach(i -> labels.put("label" + i, "value " + i));
        labels.put("alertname", "nul\0, \ud83d alone, \u007f \u2028 \ud83d\udea8");
        var alert = new Alert(
                Labels.of(labels),
                Map.of("summary", "\0", "description", "ä\0".repeat(1 << 20)),
                START,
                Optional.empty(),
                Optional.of("http://prometheus/\0"));
        store(Witness.DIRECT, 1, alert);
        store(Witness.DIRECT, 2, alert);

        holds();
        assertThat(log.head().length()).isEqualTo(1);
        var found = episodes.find(alert.episode()).orElseThrow();
        assertThat(found.labels().alertName()).isEqualTo("nul\0, \ufffd alone, \u007f \u2028 \ud83d\udea8");
        assertThat(found.annotations()).isEqualTo(alert.annotations());
        assertThat(found.generatorUrl()).contains("http://prometheus/\ufffd");
    }
}
