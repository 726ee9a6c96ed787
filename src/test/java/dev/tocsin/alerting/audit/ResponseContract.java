package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tocsin.alerting.audit.HeldSilences.Held;
import dev.tocsin.alerting.audit.Verification.Fault;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.EpisodeId;
import dev.tocsin.alerting.model.Response;
import dev.tocsin.alerting.model.Response.Acknowledgement;
import dev.tocsin.alerting.model.Response.Condition;
import dev.tocsin.alerting.model.Response.Judgement;
import dev.tocsin.alerting.model.Response.Resolution;
import dev.tocsin.alerting.model.Verdict;
import dev.tocsin.alerting.model.Witness;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people did is in the log, and what it comes to verifies with it. */
abstract class ResponseContract extends AuditFixture {

    private static final EpisodeId ID = alert(Optional.empty()).episode();
    private static final Instant UNTIL = START.plus(Duration.ofHours(4));
    private static final Acknowledgement TAKEN =
            new Acknowledgement("anna", START.plusSeconds(60), UNTIL, Optional.of("größer \" 🚨"));
    private static final Judgement NOISE = new Judgement(Verdict.NOISE, "bob", START.plusSeconds(90), Optional.empty());

    ResponseContract(Store store) {
        super(store);
    }

    @BeforeEach
    void fire() {
        store(Witness.DIRECT, 1, alert(Optional.empty()));
    }

    private Response record(Kind kind, UnaryOperator<Response> change) {
        return responses.record(
                new Deed(Actor.user("anna"), kind, ID, JsonValue.EMPTY_JSON_OBJECT), OptionalLong.empty(), change);
    }

    private void everything() {
        record(Kind.ACKNOWLEDGED, response -> response.with(TAKEN));
        record(Kind.JUDGED, response -> response.with(NOISE));
        record(Kind.NOTED, Response::withOneNoteMore);
    }

    @Test
    void whatIsRecordedIsFound() {
        assertThat(responses.find(ID)).isEqualTo(Response.NONE);
        everything();

        var expected = new Response(4, Optional.of(TAKEN), Optional.empty(), Optional.of(NOISE), 1);
        assertThat(responses.find(ID)).isEqualTo(expected);
        assertThat(responses.find(List.of(ID))).isEqualTo(Map.of(ID, expected));
        assertThat(responses.acknowledged()).containsExactly(ID);
        assertThat(log.about(ID, 1, 10)).extracting(Entry::kind).containsExactly("acknowledged", "judged", "noted");
        holds();

        record(Kind.UNACKNOWLEDGED, Response::unacknowledged);
        assertThat(responses.find(ID).acknowledgement()).isEmpty();
        assertThat(responses.acknowledged()).isEmpty();
        holds();
    }

    @Test
    void whatHasEndedNeedsNoAcknowledgementAndKeepsIt() {
        everything();
        store(Witness.DIRECT, 300, alert(Optional.of(END)));

        assertThat(responses.acknowledged()).isEmpty();
        assertThat(responses.find(ID).acknowledgement()).contains(TAKEN);
    }

    @Test
    void theSecondOfTwoRecordsNothing() {
        everything();
        var deed = new Deed(Actor.user("bob"), Kind.ACKNOWLEDGED, ID, JsonValue.EMPTY_JSON_OBJECT);

        assertThatExceptionOfType(StaleRevisionException.class)
                .isThrownBy(() -> responses.record(deed, OptionalLong.of(2), Response::unacknowledged));
        assertThatExceptionOfType(StaleRevisionException.class).isThrownBy(() -> responses.check(ID, 2));
        assertThat(log.head().length()).isEqualTo(4);
        assertThat(responses.find(ID).acknowledgement()).contains(TAKEN);
        holds();
    }

    @Test
    void whatIsEndedByHandIsOverUntilItIsSeenAgain() {
        var at = START.plusSeconds(120);
        var resolution = new Resolution("anna", at, "it is fine", Condition.HOLDS);
        var deed = new Deed(
                Actor.user("anna"),
                Kind.RESOLVED_BY_HAND,
                ID,
                Json.createObjectBuilder().add("reason", "it is fine").build());
        responses.endByHand(deed, OptionalLong.of(0), resolution);

        assertThat(episodes.find(ID).orElseThrow().end().orElseThrow().known()).isEqualTo(Episode.Known.BY_HAND);
        assertThat(episodes.find(EpisodeQuery.first(EpisodeQuery.State.FIRING, 1))
                        .total())
                .isZero();
        assertThat(responses.find(ID).resolution()).contains(resolution);
        holds();

        store(Witness.DIRECT, 180, alert(Optional.empty()));
        assertThat(episodes.find(ID).orElseThrow().end()).isEmpty();
        assertThat(kinds()).containsExactly("fired", "resolved-by-hand", "reopened");
        holds();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE response SET acknowledged_by = 'eve'     | CHANGED",
                "UPDATE response SET acknowledged_by = NULL      | CHANGED",
                "UPDATE response SET verdict_reason = 'why not'  | CHANGED",
                "UPDATE response SET notes = 2                   | CHANGED",
                "UPDATE response SET revision = 3                | CHANGED",
                "DELETE FROM response                            | MISSING",
            })
    void whatIsDoneToARowIsNamed(String sql, Fault fault) throws SQLException {
        everything();
        holds();
        tamper(sql);

        assertThat(finding().table()).isEqualTo("response");
        assertThat(finding().fault()).isEqualTo(fault);
    }

    @Test
    void aRowThatNobodyWroteIsNamed() throws SQLException {
        tamper("INSERT INTO response (fingerprint, starts_at, revision, notes)"
                + " SELECT a.fingerprint, e.starts_at, 1, 1 FROM episode e JOIN alert a ON a.id = e.alert");

        assertThat(finding().table()).isEqualTo("response");
        assertThat(finding().fault()).isEqualTo(Fault.INSERTED);
    }

    @Test
    void whatPeopleDidIsCarriedOverWhenTheLogIsPruned() throws SQLException {
        everything();
        var before = responses.find(ID);
        var clock = Clock.fixed(Instant.now().plus(Duration.ofDays(2)), ZoneOffset.UTC);
        new Retention(log, Optional.of(Duration.ofDays(1)), Optional.empty(), Optional.empty(), clock).prune();

        assertThat(kinds()).containsExactly("carried", "pruned");
        assertThat(responses.find(ID)).isEqualTo(before);
        holds();
        record(Kind.NOTED, Response::withOneNoteMore);
        holds();
        tamper("UPDATE response SET notes = 7");
        assertThat(finding().table()).isEqualTo("response");
    }

    @Test
    void theSilencesThatAreHeldAreNoPartOfTheRecord() {
        var first = new Held("one", UNTIL);
        var second = new Held("two", UNTIL.plusSeconds(1));
        held.put(ID, first);
        held.put(ID, second);
        assertThat(held.all()).isEqualTo(Map.of(ID, second));

        held.remove(ID, first);
        assertThat(held.all()).containsKey(ID);
        held.remove(ID, second);
        assertThat(held.all()).isEmpty();
        holds();
    }
}
