package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tocsin.alerting.audit.EpisodeQuery.State;
import dev.tocsin.alerting.model.Response;
import dev.tocsin.alerting.model.Suppression;
import dev.tocsin.alerting.model.Witness;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is pruned, what is left, and that what is left holds. */
abstract class RetentionContract extends AuditFixture {

    private static final Suppression SILENCED = new Suppression(Suppression.Kind.SILENCED, "a silence");

    RetentionContract(Store store) {
        super(store);
    }

    private static Clock at(int second) {
        return Clock.fixed(START.plusSeconds(second), ZoneOffset.UTC);
    }

    private void keep(Duration age, int atSecond) {
        new Retention(log, Optional.of(age), Optional.empty(), Optional.empty(), at(atSecond)).prune();
    }

    private void keep(long entries) {
        new Retention(log, Optional.empty(), Optional.of(entries), Optional.empty(), at(0)).prune();
    }

    private void keepBytes(long bytes) {
        new Retention(log, Optional.empty(), Optional.empty(), Optional.of(bytes), at(0)).prune();
    }

    private long bytes() {
        return log.page(0, 1000).stream()
                .mapToLong(entry -> entry.body().getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    @Test
    void everythingIsKeptUnlessALimitIsSet() {
        fiveEntries();
        var later = Clock.offset(Clock.systemUTC(), Duration.ofDays(9999));
        new Retention(log, Optional.empty(), Optional.empty(), Optional.empty(), later).prune();

        assertThat(log.head().pruned()).isZero();
    }

    @Test
    void whatIsOverAndTooOldGoesAndTheRestHolds() {
        fiveEntries();
        store(Witness.DIRECT, 1000, alert("C", START.plusSeconds(900), Optional.of(START.plusSeconds(950))));
        keep(Duration.ofMinutes(1), 1030);

        holds();
        assertThat(log.head().pruned()).isEqualTo(5);
        assertThat(kinds()).containsExactly("fired", "resolved", "pruned");
        assertThat(JsonText.parse(log.page(7, 1).get(0).body()).getString("hash"))
                .isEqualTo(log.head().prunedHash())
                .isEqualTo(log.page(0, 1).get(0).previous());
        assertThat(episodes.find(EpisodeQuery.first(State.ALL, 10)).episodes())
                .extracting(episode -> episode.labels().alertName())
                .containsExactly("C");
    }

    @Test
    void anEpisodeThatFiresIsCarriedOver() {
        store(Witness.DIRECT, 1, alert("A", START, Optional.empty()), alert("B", START, Optional.of(END)));
        store(Witness.WEBHOOK, 2, alert("A", START, Optional.empty()));
        var before = episodes.find(alert("A", START, Optional.empty()).episode());
        keep(Duration.ofMinutes(1), 3600);

        holds();
        assertThat(kinds()).containsExactly("carried", "pruned");
        assertThat(episodes.find(alert("A", START, Optional.empty()).episode())).isEqualTo(before);
        assertThat(count(State.ALL)).isEqualTo(1);

        store(Witness.DIRECT, 3700, alert("A", START, Optional.of(END)));
        holds();
        keep(
                Duration.ofMinutes(1),
                Math.toIntExact(Duration.between(START, Instant.now()).toSeconds()) + 3600);
        holds();
        assertThat(count(State.ALL)).isZero();
    }

    @Test
    void anEpisodeThatTheCutGoesThroughIsCarriedOver() throws SQLException {
        fiveEntries();
        keep(Duration.ofSeconds(250), 400);

        holds();
        assertThat(kinds()).containsExactly("resolved", "fired", "resolved", "carried", "pruned");
        assertThat(count(State.RESOLVED)).isEqualTo(2);

        tamper("UPDATE episode SET ends_at = ends_at + 1 WHERE alert = 1");
        assertThat(finding().table()).isEqualTo("episode");
    }

    @Test
    void manyGoInBatchesAndAreCounted() {
        for (int i = 0; i < 1200; i += 100) {
            var alerts = new dev.tocsin.alerting.model.Alert[100];
            for (int j = 0; j < alerts.length; j++) {
                alerts[j] = alert("A" + (i + j), START, Optional.of(END));
            }
            store(Witness.DIRECT, i, alerts);
        }
        keep(1000);

        holds();
        assertThat(log.head().pruned()).isEqualTo(2400 - 900);
        assertThat(kinds().stream().filter(kind -> kind.equals("pruned"))).hasSize(3);
        keep(1000);
        assertThat(log.head().pruned()).isEqualTo(2400 - 900);
    }

    /** Each of the entries tells of umlauts and an emoji: bytes are counted, not characters. */
    @Test
    void whatIsTooLargeGoesDownToNineTenths() {
        for (int i = 0; i < 200; i++) {
            append("größer 🚨 " + i);
        }
        long all = bytes();
        keepBytes(all);
        assertThat(log.head().pruned()).isZero();

        append("one more");
        keepBytes(all);
        holds();
        assertThat(log.head().pruned()).isBetween(20L, 23L);
        assertThat(bytes()).isLessThanOrEqualTo(all);
        keepBytes(all);
        assertThat(kinds()).containsOnlyOnce("pruned");
    }

    @Test
    void whatElseIsNotedOfAPrunedEpisodeGoesWithIt() throws SQLException {
        var over = alert("A", START, Optional.of(END)).episode();
        var firing = alert("B", START, Optional.empty()).episode();
        store(Witness.DIRECT, 1, alert("A", START, Optional.of(END)), alert("B", START, Optional.empty()));
        new Suppressions(another()).note(START, Map.of(over, List.of(SILENCED), firing, List.of(SILENCED)));
        for (var id : List.of(over, firing)) {
            var noted = new Deed(Actor.user("anna"), Kind.NOTED, id, JsonValue.EMPTY_JSON_OBJECT);
            responses.record(noted, OptionalLong.empty(), Response::withOneNoteMore);
        }
        keep(0);

        holds();
        for (var table : List.of("alert", "episode", "sighting", "suppression", "response")) {
            assertThat(rows(table)).as(table).isEqualTo(1);
        }
        assertThat(rows("label")).isEqualTo(2);
    }

    private int rows(String table) {
        return another().reading(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
                row.next();
                return row.getInt(1);
            }
        });
    }

    @Test
    void whatWasAlteredIsEvidenceAndStays() throws SQLException {
        fiveEntries();
        tamper("UPDATE audit_log SET actor = 'user:eve' WHERE seq = 2");

        assertThatExceptionOfType(BrokenChainException.class)
                .isThrownBy(() -> keep(Duration.ofMinutes(1), 3600))
                .withMessageContaining("entry 2");
        assertThat(log.head().pruned()).isZero();
        assertThat(log.page(0, 10)).hasSize(5);
    }

    /** What is carried over must be what its own entries tell, and nothing that was put among them. */
    @Test
    void anEntryThatWasPutAmongThoseOfAnotherEpisodeIsNotCarriedOver() throws SQLException {
        fiveEntries();
        tamper("UPDATE audit_log SET episode = 1 WHERE seq = 4");

        assertThatExceptionOfType(BrokenChainException.class)
                .isThrownBy(() -> keep(Duration.ofSeconds(250), 400))
                .withMessageContaining("entry 4");
        assertThat(log.head().pruned()).isZero();
    }

    @Test
    void aPrefixThatWasDeletedOtherwiseIsFound() throws SQLException {
        fiveEntries();
        keep(Duration.ofSeconds(250), 400);
        var first = log.page(0, 1).get(0);
        tamper(
                "UPDATE audit_head SET pruned = " + first.seq() + ", pruned_hash = '" + first.hash() + "'",
                "DELETE FROM audit_log WHERE seq = " + first.seq());

        assertThat(finding().table()).isEqualTo("audit_head");
    }
}
