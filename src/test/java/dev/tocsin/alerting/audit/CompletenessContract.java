package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tocsin.alerting.audit.Truncations.Truncation;
import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Suppression;
import dev.tocsin.alerting.model.Witness;
import jakarta.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept to see what the record misses. */
abstract class CompletenessContract extends AuditFixture {

    CompletenessContract(Store store) {
        super(store);
    }

    private static Instant minute(int minute) {
        return START.plusSeconds(60L * minute);
    }

    /** Three firings of one alert, of which nobody told an end. */
    @ParameterizedTest
    @ValueSource(strings = {"012", "021", "102", "120", "201", "210"})
    void eachFiringEndsWhenTheNextBeginsInWhateverOrderTheyAreTold(String order) {
        order.chars()
                .map(digit -> digit - '0')
                .forEach(number -> store(Witness.DIRECT, 600, alert("A", minute(number), Optional.empty())));

        assertThat(episodes.find(EpisodeQuery.first(EpisodeQuery.State.ALL, 10)).episodes())
                .extracting(Episode::startsAt, episode -> episode.end().map(Episode.End::at))
                .containsExactly(
                        tuple(minute(2), Optional.empty()),
                        tuple(minute(1), Optional.of(minute(2))),
                        tuple(minute(0), Optional.of(minute(1))));
        holds();
    }

    @Test
    void theBoundsOfAnObservedEndAreKeptAndVerified() throws Exception {
        var gone = new Alert(
                alert(Optional.empty()).labels(),
                Map.of(),
                START,
                Optional.of(minute(5)),
                Optional.of(minute(4)),
                Optional.empty());
        store(Witness.BACKFILL, 600, gone);

        assertThat(episodes.find(gone.episode()).flatMap(Episode::end))
                .contains(new Episode.End(
                        minute(5),
                        Optional.of(minute(4)),
                        Episode.Known.OBSERVED_ABSENT,
                        Optional.of(Witness.BACKFILL)));
        holds();
        tamper("UPDATE sighting SET ends_after = ends_after - 1");
        assertThat(finding().detail()).startsWith("ends_after is");
    }

    @Test
    void theLastFiringWithinBoundsIsFound() {
        var search = new EpisodeSearch(another());
        store(Witness.DIRECT, 600, alert("A", minute(1), Optional.empty()), alert("A", minute(3), Optional.empty()));
        var fingerprint = alert(Optional.empty()).labels().fingerprint();

        assertThat(search.last(fingerprint, minute(0), minute(9)).map(Episode::startsAt))
                .contains(minute(3));
        assertThat(search.last(fingerprint, minute(0), minute(3).minusMillis(1)).map(Episode::startsAt))
                .contains(minute(1));
        assertThat(search.last(fingerprint, minute(1), minute(1)).map(Episode::startsAt))
                .contains(minute(1));
        assertThat(search.last(fingerprint, minute(4), minute(9))).isEmpty();
        assertThat(search.firing()).extracting(Episode::startsAt).containsExactly(minute(3));
    }

    @Test
    void whatOnlyOneSideKnowsIsFound() {
        var search = new EpisodeSearch(another());
        for (var name : List.of("both", "remembered", "fired", "notified", "listed")) {
            var witness = switch (name) {
                case "remembered" -> Witness.BACKFILL;
                case "notified" -> Witness.WEBHOOK;
                case "listed" -> Witness.POLL;
                default -> Witness.DIRECT;
            };
            store(witness, 1, alert(name, START, Optional.empty()));
        }
        store(Witness.WEBHOOK, 2, alert("both", START, Optional.empty()));
        store(Witness.WEBHOOK, 2, alert("remembered", START, Optional.empty()));

        assertThat(search.oneSided(START, minute(1), 10))
                .extracting(episode -> episode.labels().alertName())
                .containsExactlyInAnyOrder("fired", "notified", "listed");
        assertThat(search.oneSided(START, minute(1), 2)).hasSize(2);
        assertThat(search.oneSided(minute(1), minute(2), 10)).isEmpty();
        assertThat(search.count(START, minute(1))).isEqualTo(5);
    }

    @Test
    void theReasonsOfAnEpisodeAreNotedOnceAndBounded() {
        var suppressions = new Suppressions(another());
        var id = alert(Optional.empty()).episode();
        var silence = new Suppression(Suppression.Kind.SILENCED, "some id\0 of a silence");
        suppressions.note(minute(1), Map.of(id, List.of(silence)));
        suppressions.note(minute(2), Map.of(id, List.of(silence)));
        assertThat(suppressions.of(id)).hasSize(1);

        suppressions.note(
                minute(3),
                Map.of(
                        id,
                        IntStream.range(0, 100)
                                .mapToObj(i -> new Suppression(Suppression.Kind.INHIBITED, "alert " + i))
                                .toList()));
        assertThat(suppressions.of(id)).hasSize(16);
    }

    @Test
    void theNewestTwoHundredTruncationsAreKept() {
        var truncations = new Truncations(another());
        for (int i = 0; i < 210; i++) {
            truncations.note(new Truncation(START.plusSeconds(i), Map.of("alertname", "A"), i));
        }

        var kept = truncations.between(START, minute(60));
        assertThat(kept).hasSize(200);
        assertThat(kept).contains(new Truncation(START.plusSeconds(209), Map.of("alertname", "A"), 209));
    }

    @Test
    void whatWasQuarantinedIsFoundTheNewestFirst() {
        append("something else");
        for (var reason : List.of("first", "second", "third")) {
            log.append(
                    Actor.witness(Witness.DIRECT),
                    Kind.QUARANTINED,
                    Optional.empty(),
                    Json.createObjectBuilder().add("reason", reason).build());
        }

        assertThat(new AuditLog(another())
                        .find(EntryQuery.newest(Kind.QUARANTINED, 2))
                        .entries())
                .extracting(entry -> JsonText.parse(entry.body()).getString("reason"))
                .containsExactly("third", "second");
    }
}
