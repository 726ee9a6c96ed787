package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tocsin.alerting.audit.Verification.Fault;
import dev.tocsin.alerting.audit.Verification.Finding;
import dev.tocsin.alerting.model.EpisodeId;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to the database, the verification names the place. */
abstract class VerificationContract extends AuditFixture {

    private static final String B = "(SELECT id FROM alert WHERE labels LIKE '%\"B\"%')";

    VerificationContract(Store store) {
        super(store);
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
            INSERT INTO audit_log SELECT 6, recorded_at, source_at, actor, kind, subject, body, hash, episode FROM audit_log WHERE seq = 5 | 6 | INSERTED
            INSERT INTO audit_log SELECT 0, recorded_at, source_at, actor, kind, subject, body, hash, episode FROM audit_log WHERE seq = 5 | 0 | INSERTED
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
                "INSERT INTO audit_log SELECT 2, recorded_at, source_at, 'user:eve', kind, subject, body, hash, episode FROM audit_log WHERE seq = 1");

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

    @Test
    void aHeadThatIsGoneIsNamed() throws SQLException {
        fiveEntries();
        tamper("DELETE FROM audit_head");

        assertThat(finding()).satisfies(finding -> {
            assertThat(finding.table()).isEqualTo("audit_head");
            assertThat(finding.fault()).isEqualTo(Fault.MISSING);
        });
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
                "DELETE FROM episode WHERE alert = " + B,
                "DELETE FROM label WHERE alert = " + B,
                "DELETE FROM alert WHERE labels LIKE '%\"B\"%'",
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
            UPDATE alert SET labels = REPLACE(labels, 'critical', 'info')             | episode  | CHANGED
            UPDATE alert SET fingerprint = '0123456789abcdef' WHERE id = 1            | episode  | MISSING
            UPDATE episode SET annotations = '{}'                                     | episode  | CHANGED
            UPDATE episode SET generator_url = NULL                                   | episode  | CHANGED
            UPDATE episode SET fired_anew_at = 1                                      | episode  | CHANGED
            UPDATE episode SET id = 7 WHERE alert = 2                                 | episode  | CHANGED
            DELETE FROM episode WHERE alert = 2                                       | episode  | MISSING
            INSERT INTO episode SELECT 7, alert, 7, severity, annotations, generator_url, NULL, NULL, NULL FROM episode WHERE alert = 2 | episode | INSERTED
            UPDATE sighting SET ends_at = 7 WHERE witness = 'webhook'                 | sighting | CHANGED
            UPDATE sighting SET first_seen_at = first_seen_at - 1                     | sighting | CHANGED
            DELETE FROM sighting WHERE witness = 'webhook'                            | sighting | MISSING
            INSERT INTO sighting (episode, witness, first_seen_at, last_seen_at, ends_at) VALUES (2, 'poll', 1, 1, NULL) | sighting | INSERTED
            DELETE FROM label WHERE value = 'B'                                       | label    | MISSING
            UPDATE label SET value = 'info' WHERE name = 'severity'                   | label    | MISSING
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
    void aLabelThatLeadsToAnotherAlertIsNamed() throws SQLException {
        fiveEntries();
        tamper("INSERT INTO label SELECT 'team', 'web', id FROM alert WHERE labels LIKE '%\"B\"%'");

        assertThat(finding().table()).isEqualTo("label");
        assertThat(finding().fault()).isEqualTo(Fault.INSERTED);
        assertThat(finding().row()).endsWith(" team");
    }

    /** What no hash vouches for: the way from an episode to its entries. */
    @ParameterizedTest
    @ValueSource(strings = {"NULL", "2", "9"})
    void anEntryThatIsHiddenFromItsEpisodeIsNamed(String episode) throws SQLException {
        fiveEntries();
        tamper("UPDATE audit_log SET episode = " + episode + " WHERE seq = 2");

        assertThat(log.verify().findings()).isNotEmpty().anySatisfy(finding -> {
            assertThat(finding.table()).isIn("audit_log", "episode");
            assertThat(finding.fault()).isEqualTo(Fault.CHANGED);
        });
    }

    @Test
    void anAlertAndASightingThatBelongToNoEpisodeAreNamed() throws SQLException {
        fiveEntries();
        tamper(
                "INSERT INTO alert VALUES (7, '0123456789abcdef', '{\"alertname\":\"C\"}')",
                "INSERT INTO sighting (episode, witness, first_seen_at, last_seen_at) VALUES (9, 'poll', 1, 1)");

        assertThat(log.verify().findings())
                .extracting(Finding::table, Finding::row)
                .contains(tuple("alert", "0123456789abcdef"), tuple("sighting", "number 9"));
    }

    @Test
    void whatIsNoEventMayChange() throws SQLException {
        fiveEntries();
        tamper("UPDATE sighting SET last_seen_at = last_seen_at + 1");

        holds();
    }
}
