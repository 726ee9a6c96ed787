package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.audit.EpisodeHistory.Answer;
import dev.tocsin.alerting.audit.EpisodeHistory.Known;
import dev.tocsin.alerting.audit.EpisodeHistory.Past;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Response;
import dev.tocsin.alerting.model.Response.Acknowledgement;
import dev.tocsin.alerting.model.Response.Condition;
import dev.tocsin.alerting.model.Response.Judgement;
import dev.tocsin.alerting.model.Response.Resolution;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Verdict;
import dev.tocsin.alerting.model.Witness;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** All that a review needs of many episodes. */
abstract class HistoryContract extends AuditFixture {

    private static final Instant UNTIL = START.plus(Duration.ofHours(4));

    HistoryContract(Store store) {
        super(store);
    }

    private List<Past> read(Instant from, Instant to) {
        var read = new ArrayList<Past>();
        new EpisodeHistory(another()).read(from, to, read::add);
        return read;
    }

    private List<Past> all() {
        return read(Instant.EPOCH, START.plus(Duration.ofDays(1)));
    }

    private void did(String who, int second, EpisodeId id, Kind kind, UnaryOperator<Response> change) {
        var at = Clock.fixed(START.plusSeconds(second), ZoneOffset.UTC);
        new Responses(another(), log, at)
                .record(new Deed(Actor.user(who), kind, id, JsonValue.EMPTY_JSON_OBJECT), OptionalLong.empty(), change);
    }

    private static EpisodeId id(String name, Instant start) {
        return alert(name, start, Optional.empty()).episode();
    }

    private void acknowledged(String who, int second, EpisodeId id) {
        did(
                who,
                second,
                id,
                Kind.ACKNOWLEDGED,
                response ->
                        response.with(new Acknowledgement(who, START.plusSeconds(second), UNTIL, Optional.empty())));
    }

    @Test
    void theOldestComeFirstAndNoneFromOutside() {
        store(
                Witness.DIRECT,
                1,
                alert("B", START.plusSeconds(20), Optional.empty()),
                alert("A", START, Optional.of(END)));
        store(Witness.DIRECT, 2, alert("A", START.plusSeconds(900), Optional.empty()));

        assertThat(all()).extracting(Past::name).containsExactly("A", "B", "A");
        assertThat(all().get(0).alert())
                .isEqualTo(all().get(2).alert())
                .isNotEqualTo(all().get(1).alert());
        assertThat(all().get(0).endsAt()).contains(END);
        assertThat(all().get(0).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(all().get(1).endsAt()).isEmpty();
        assertThat(read(START.plusMillis(1), START.plusSeconds(900)))
                .extracting(Past::name)
                .containsExactly("B");
    }

    @Test
    void theFirstAnswerCountsAlsoWhenItWasTakenBack() {
        store(Witness.DIRECT, 1, alert(Optional.empty()));
        var id = id(NAME_OF_A, START);
        acknowledged("anna", 60, id);
        did("anna", 70, id, Kind.UNACKNOWLEDGED, Response::unacknowledged);
        acknowledged("bob", 80, id);

        assertThat(all())
                .singleElement()
                .satisfies(past -> assertThat(past.answer())
                        .contains(new Answer(
                                Instant.ofEpochMilli(START.plusSeconds(60).toEpochMilli()), "anna")));
    }

    @Test
    void anEndByHandIsAnAnswerAndAVerdictIsTheLast() {
        store(Witness.DIRECT, 1, alert(Optional.empty()));
        var id = id(NAME_OF_A, START);
        did(
                "bob",
                90,
                id,
                Kind.RESOLVED_BY_HAND,
                response -> response.with(new Resolution("bob", START.plusSeconds(90), "done", Condition.GONE)));
        did(
                "bob",
                91,
                id,
                Kind.JUDGED,
                response -> response.with(new Judgement(Verdict.REAL, "bob", START.plusSeconds(91), Optional.empty())));
        did(
                "anna",
                92,
                id,
                Kind.JUDGED,
                response ->
                        response.with(new Judgement(Verdict.NOISE, "anna", START.plusSeconds(92), Optional.empty())));

        assertThat(all()).singleElement().satisfies(past -> {
            assertThat(past.answer()).map(Answer::by).contains("bob");
            assertThat(past.verdict()).contains(Verdict.NOISE);
        });
    }

    @Test
    void thoseOfOneNameComeWithTheirLabels() {
        store(Witness.DIRECT, 1, alert(NAME_OF_A, START, Optional.of(END)), alert("B", START, Optional.empty()));
        var read = new ArrayList<Known>();
        new EpisodeHistory(another()).read(NAME_OF_A, START, START.plusSeconds(1), read::add);

        assertThat(read).singleElement().satisfies(known -> {
            assertThat(known.id()).isEqualTo(id(NAME_OF_A, START));
            assertThat(known.labels().alertName()).isEqualTo(NAME_OF_A);
            assertThat(known.past()).isEqualTo(all().get(0));
        });
    }

    @Test
    void aNameThatIsTooLongForTheIndexIsReadAllTheSame() {
        var name = "N".repeat(700);
        store(Witness.DIRECT, 1, alert(name, START, Optional.empty()));
        assertThat(all()).extracting(Past::name).containsExactly(name);
    }

    @Test
    void ofTooManyTheNewestAreReached() {
        var history = new EpisodeHistory(another());
        assertThat(history.begin()).isEmpty();
        for (int i = 0; i < 5; i++) {
            store(Witness.DIRECT, i, alert("A" + i, START.plusSeconds(i), Optional.empty()));
        }
        var to = START.plusSeconds(60);

        assertThat(history.begin()).contains(START);
        assertThat(history.reach(START, to, 5)).isEqualTo(START);
        assertThat(read(history.reach(START, to, 2), to)).extracting(Past::name).containsExactly("A3", "A4");
    }
}
