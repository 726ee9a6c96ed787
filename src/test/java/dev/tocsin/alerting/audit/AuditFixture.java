package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.audit.EpisodeQuery.State;
import dev.tocsin.alerting.audit.Verification.Finding;
import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Witness;
import jakarta.json.Json;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A log on a database of its own, and alerts to tell it of. */
abstract class AuditFixture {

    static final Instant START = Instant.parse("2026-01-31T03:00:00.123Z");
    static final Instant END = START.plus(Duration.ofMinutes(5));

    static final String NAME_OF_A = "A";

    private final Store store;
    AuditLog log;
    EpisodeRecord episodes;
    Responses responses;
    HeldSilences held;

    AuditFixture(Store store) {
        this.store = store;
    }

    @BeforeEach
    void open() throws Exception {
        store.create();
        use(store.open());
    }

    @AfterEach
    void close() {
        store.close();
    }

    void use(Database database) throws IOException {
        database.migrate(null);
        log = new AuditLog(database);
        episodes = new EpisodeRecord(database, log);
        responses = new Responses(database, log);
        held = new HeldSilences(database);
    }

    Database another() {
        return store.open();
    }

    void tamper(String... sql) throws SQLException {
        store.tamper(sql);
    }

    static Alert alert(String name, Instant startsAt, Optional<Instant> endedAt) {
        return new Alert(
                Labels.of(Map.of("alertname", name, "severity", "critical")),
                Map.of("summary", "größer \"<&>\" 🚨"),
                startsAt,
                endedAt,
                Optional.of("http://prometheus:9090/graph"));
    }

    static Alert alert(Optional<Instant> endedAt) {
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

    int count(State state) {
        return episodes.find(EpisodeQuery.first(state, 10)).total();
    }

    List<String> kinds() {
        return log.page(0, 1000).stream().map(Entry::kind).toList();
    }

    void holds() {
        var verification = log.verify();
        assertThat(verification.findings()).isEmpty();
        assertThat(verification.entries())
                .isEqualTo(verification.head().length() - verification.head().pruned());
    }

    Finding finding() {
        var findings = log.verify().findings();
        assertThat(findings).isNotEmpty();
        return findings.get(0);
    }

    /** Five entries about two episodes: fired, notified, resolved, fired, resolved. */
    void fiveEntries() {
        store(Witness.DIRECT, 1, alert(Optional.empty()));
        store(Witness.WEBHOOK, 2, alert(Optional.empty()));
        store(Witness.DIRECT, 300, alert(Optional.of(END)));
        store(Witness.DIRECT, 301, alert("B", START, Optional.of(END)));
        holds();
        assertThat(kinds()).containsExactly("fired", "notified", "resolved", "fired", "resolved");
    }
}
