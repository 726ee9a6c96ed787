package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.audit.EpisodeQuery.State;
import dev.tocsin.alerting.model.Suppression;
import dev.tocsin.alerting.model.Witness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A record that an earlier version kept is the same record afterwards. */
abstract class MigrationContract extends AuditFixture {

    private final Store store;

    MigrationContract(Store store) {
        super(store);
        this.store = store;
    }

    /** In place of a database that is new. */
    @BeforeEach
    @Override
    void open() throws Exception {
        store.create();
        store.open().migrations().target("3").load().migrate();
        tamper(Files.readString(Path.of("src/test/resources/db/version-3.sql")).split(";\n"));
        use(store.open());
    }

    @Test
    void theRecordHoldsAndGoesOn() {
        holds();
        assertThat(log.head().length()).isEqualTo(12);
        assertThat(count(State.ALL)).isEqualTo(5);
        assertThat(count(State.FIRING)).isEqualTo(2);

        store(Witness.DIRECT, 400, alert("C", START.plusSeconds(90), Optional.empty()));
        assertThat(log.head().length()).isEqualTo(12);
        store(Witness.DIRECT, 401, alert("C", END, Optional.empty()), alert("D", START, Optional.empty()));
        assertThat(kinds()).endsWith("fired", "refired", "fired");
        holds();
    }

    @Test
    void whatWasNotedOfAnEpisodeIsStillNotedOfIt() {
        var id = alert("C", START.plusSeconds(90), Optional.empty()).episode();

        assertThat(responses.find(id).notes()).isEqualTo(1);
        assertThat(log.about(id, 0, 10)).extracting(Entry::kind).containsExactly("fired", "noted");
        assertThat(new Suppressions(another()).of(id))
                .containsExactly(new Suppression(Suppression.Kind.SILENCED, "0f3c"));
        assertThat(episodes.lastHeard())
                .containsEntry(Witness.DIRECT, START.plusSeconds(304))
                .containsEntry(Witness.WEBHOOK, START.plusSeconds(2));
    }
}
