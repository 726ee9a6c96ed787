package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tocsin.alerting.audit.EpisodeQuery.State;
import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Sighting;
import dev.tocsin.alerting.model.Witness;
import jakarta.inject.Inject;
import java.io.File;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The record of episodes in the very WAR, on Open Liberty, with its database. */
@ExtendWith(ArquillianExtension.class)
class EpisodeRecordIT {

    private static final Instant START = Instant.parse("2026-01-31T03:00:00.123Z");
    private static final Instant RECEIVED = START.plusSeconds(1);

    @Inject
    private EpisodeRecord record;

    @Inject
    private Database database;

    @Deployment
    static WebArchive tocsin() {
        return ShrinkWrap.create(ZipImporter.class, "in-container.war")
                .importFrom(new File("target/server/apps/tocsin.war"))
                .as(WebArchive.class)
                .addClass(EpisodeRecordIT.class)
                .addAsLibraries(jarOf(Assertions.class), jarOf(ByteBuddy.class));
    }

    private static File jarOf(Class<?> type) {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    /** Each test has alerts of its own. */
    private final String name = "Alert" + UUID.randomUUID();

    private Alert alert(String severity, Optional<Instant> endedAt) {
        return new Alert(
                Labels.of(Map.of("alertname", name, "severity", severity)),
                Map.of("summary", "größer \"<&>\" 🚨"),
                START,
                endedAt,
                Optional.of("http://prometheus:9090/graph"));
    }

    private List<Episode> mine(State state) {
        return record.find(EpisodeQuery.first(state, 1000)).episodes().stream()
                .filter(episode -> episode.labels().alertName().equals(name))
                .toList();
    }

    @Test
    void whatIsStoredIsFoundAsItWasTold() {
        var alert = alert("critical", Optional.empty());
        record.store(Witness.DIRECT, RECEIVED, List.of(alert));

        assertThat(record.find(alert.episode())).contains(Episode.first(Witness.DIRECT, RECEIVED, alert));
        assertThat(mine(State.FIRING)).hasSize(1);
        assertThat(mine(State.RESOLVED)).isEmpty();
    }

    @Test
    void theSameDeliveryTwiceIsOneEpisode() {
        var alert = alert("warning", Optional.empty());
        record.store(Witness.WEBHOOK, RECEIVED, List.of(alert, alert));
        record.store(Witness.WEBHOOK, RECEIVED.plusSeconds(60), List.of(alert));

        assertThat(mine(State.ALL))
                .singleElement()
                .satisfies(episode -> assertThat(episode.sightings())
                        .containsExactly(Map.entry(
                                Witness.WEBHOOK, new Sighting(RECEIVED, RECEIVED.plusSeconds(60), Optional.empty()))));
    }

    @Test
    void bothWitnessesMakeOneEpisodeAndItsEndIsKept() {
        var ended = START.plus(Duration.ofMinutes(5));
        record.store(Witness.DIRECT, RECEIVED, List.of(alert("critical", Optional.empty())));
        record.store(Witness.WEBHOOK, RECEIVED, List.of(alert("critical", Optional.empty())));
        record.store(Witness.DIRECT, RECEIVED.plusSeconds(300), List.of(alert("critical", Optional.of(ended))));

        assertThat(mine(State.FIRING)).isEmpty();
        assertThat(mine(State.RESOLVED)).singleElement().satisfies(episode -> {
            assertThat(episode.end())
                    .contains(new Episode.End(
                            ended, Optional.empty(), Episode.Known.REPORTED, Optional.of(Witness.DIRECT)));
            assertThat(episode.sightings()).containsOnlyKeys(Witness.DIRECT, Witness.WEBHOOK);
        });
    }

    @Test
    void anAlertThatFiresAnewHasEndedBeforeThoughNobodyToldIt() {
        var anew = START.plus(Duration.ofMinutes(7));
        record.store(Witness.DIRECT, RECEIVED, List.of(alert("critical", Optional.empty())));
        record.store(
                Witness.DIRECT,
                RECEIVED,
                List.of(new Alert(
                        alert("critical", Optional.empty()).labels(),
                        Map.of(),
                        anew,
                        Optional.empty(),
                        Optional.empty())));

        assertThat(mine(State.FIRING)).extracting(Episode::startsAt).containsExactly(anew);
        assertThat(mine(State.RESOLVED))
                .extracting(episode -> episode.end().orElseThrow())
                .containsExactly(new Episode.End(anew, Optional.empty(), Episode.Known.FIRED_ANEW, Optional.empty()));

        var told = START.plus(Duration.ofMinutes(5));
        record.store(Witness.DIRECT, RECEIVED, List.of(alert("critical", Optional.of(told))));
        assertThat(mine(State.RESOLVED))
                .extracting(episode -> episode.end().orElseThrow())
                .containsExactly(
                        new Episode.End(told, Optional.empty(), Episode.Known.REPORTED, Optional.of(Witness.DIRECT)));
    }

    @Test
    void theWorstComesFirstWhateverItsAge() {
        record.store(Witness.DIRECT, RECEIVED, List.of(alert("critical", Optional.empty())));
        var newer = new Alert(
                Labels.of(Map.of("alertname", name, "severity", "info")),
                Map.of(),
                START.plusSeconds(60),
                Optional.empty(),
                Optional.empty());
        record.store(Witness.DIRECT, RECEIVED, List.of(newer));

        assertThat(mine(State.FIRING))
                .extracting(episode -> Severity.of(episode.labels()))
                .containsExactly(Severity.CRITICAL, Severity.INFO);
        assertThat(record.firing().get(Severity.CRITICAL)).isPositive();
    }

    @Test
    void aDeliveryThatFailsHalfWayLeavesNothing() {
        var alert = alert("critical", Optional.empty());

        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> database.inTransaction(connection -> {
                    try (var statement = connection.prepareStatement(
                            "INSERT INTO alert (id, fingerprint, labels) VALUES (1000000, ?, '{}')")) {
                        statement.setString(1, alert.episode().fingerprint().hex());
                        statement.executeUpdate();
                    }
                    throw new SQLException("the disk is full");
                }));

        assertThat(rowsOf(alert)).isZero();
        record.store(Witness.DIRECT, RECEIVED, List.of(alert));
        assertThat(mine(State.ALL)).hasSize(1);
    }

    private int rowsOf(Alert alert) {
        return database.reading(connection -> {
            try (var statement = connection.prepareStatement("SELECT COUNT(*) FROM alert WHERE fingerprint = ?")) {
                statement.setString(1, alert.episode().fingerprint().hex());
                return statement.executeQuery().getInt(1);
            }
        });
    }

    @Test
    void aCommitIsFlushedToTheDisk() {
        var pragmas = database.reading(connection -> {
            try (var statement = connection.createStatement()) {
                var journal = statement.executeQuery("PRAGMA journal_mode").getString(1);
                var synchronous = statement.executeQuery("PRAGMA synchronous").getString(1);
                return journal + " " + synchronous;
            }
        });

        assertThat(pragmas).as("journal_mode, synchronous (2 is FULL)").isEqualTo("wal 2");
    }
}
