package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tocsin.alerting.audit.EpisodeQuery.State;
import dev.tocsin.alerting.model.Witness;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is pruned, what is left, and that what is left holds. */
abstract class RetentionContract extends AuditFixture {

    RetentionContract(Store store) {
        super(store);
    }

    private static Clock at(int second) {
        return Clock.fixed(START.plusSeconds(second), ZoneOffset.UTC);
    }

    private void keep(Duration age, int atSecond) {
        new Retention(log, Optional.of(age), Optional.empty(), at(atSecond)).prune();
    }

    private void keep(long entries) {
        new Retention(log, Optional.empty(), Optional.of(entries), at(0)).prune();
    }

    @Test
    void everythingIsKeptUnlessALimitIsSet() {
        fiveEntries();
        new Retention(log, Optional.empty(), Optional.empty(), Clock.offset(Clock.systemUTC(), Duration.ofDays(9999)))
                .prune();

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

        tamper("UPDATE episode SET ends_at = ends_at + 1 WHERE labels LIKE '%\"A\"%'");
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
