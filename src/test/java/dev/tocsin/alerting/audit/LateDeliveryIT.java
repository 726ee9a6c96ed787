package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Witness;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/** Three firings of one alert, of which nobody told an end, in whatever order they are told. */
class LateDeliveryIT {

    private static final Instant START = Instant.parse("2026-01-31T03:00:00.123Z");

    @TempDir
    private Path folder;

    private static Instant start(int number) {
        return START.plusSeconds(60L * number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"012", "021", "102", "120", "201", "210"})
    void eachEndsWhenTheNextBegins(String order) throws Exception {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("tocsin.db"));
        var database = new Database(folder, source);
        database.migrate(null);
        var log = new AuditLog(database);
        var record = new EpisodeRecord(database, log);

        order.chars()
                .map(digit -> digit - '0')
                .forEach(number -> record.store(
                        Witness.DIRECT,
                        START.plusSeconds(600),
                        List.of(new Alert(
                                Labels.of(Map.of("alertname", "A")),
                                Map.of(),
                                start(number),
                                Optional.empty(),
                                Optional.empty()))));

        assertThat(record.find(EpisodeRecord.Filter.ALL, 10))
                .extracting(Episode::startsAt, episode -> episode.end().map(Episode.End::at))
                .containsExactly(
                        tuple(start(2), Optional.empty()),
                        tuple(start(1), Optional.of(start(2))),
                        tuple(start(0), Optional.of(start(1))));
        assertThat(log.verify().findings()).isEmpty();
    }
}
