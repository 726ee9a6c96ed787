package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Witness;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes an entry, and that there is one chain whoever writes. */
abstract class RecordingContract extends AuditFixture {

    RecordingContract(Store store) {
        super(store);
    }

    @Test
    void anEmptyChainHolds() {
        holds();
        assertThat(log.head()).isEqualTo(Head.OF_NOTHING);
    }

    @Test
    void whatChangesNothingIsNoEntry() {
        fiveEntries();
        store(Witness.DIRECT, 400, alert(Optional.of(END)), alert(Optional.of(END)));
        store(Witness.WEBHOOK, 401, alert(Optional.empty()));

        assertThat(log.head().length()).isEqualTo(5);
        holds();
    }

    @Test
    void anEntrySaysWhoToldWhatAndWhenByBothClocks() {
        store(Witness.WEBHOOK, 1, alert(Optional.of(END)));

        var entries = log.page(0, 10);
        assertThat(entries).extracting(Entry::kind).containsExactly("notified", "resolved");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.actor()).isEqualTo("witness:webhook");
            assertThat(entry.recordedAt()).isEqualTo(START.plusSeconds(1));
            assertThat(entry.subject())
                    .contains(alert(Optional.empty()).episode().toString());
        });
        assertThat(entries.get(0).sourceAt()).contains(START);
        assertThat(entries.get(1).sourceAt()).contains(END);
        var body = JsonText.parse(entries.get(0).body());
        assertThat(body.getJsonObject("labels").getString("alertname")).isEqualTo(NAME_OF_A);
        assertThat(body.getJsonObject("annotations").getString("summary")).isEqualTo("größer \"<&>\" 🚨");
        assertThat(body.getString("generator_url")).isEqualTo("http://prometheus:9090/graph");
        assertThat(body.getString("witness")).isEqualTo("webhook");
    }

    /** Every way in which an episode's end is found and lost again. */
    @Test
    void theTurnsOfAnEpisodeAreReplayed() {
        store(Witness.DIRECT, 1, alert(Optional.empty()));
        store(Witness.WEBHOOK, 10, alert(Optional.of(END)));
        store(Witness.DIRECT, 11, alert(Optional.empty()));
        store(Witness.WEBHOOK, 12, alert(Optional.of(END)));
        store(Witness.DIRECT, 13, alert(Optional.of(END.plusSeconds(1))));
        store(Witness.DIRECT, 14, alert(Optional.empty()));
        store(Witness.DIRECT, 15, alert(NAME_OF_A, END.plusSeconds(60), Optional.empty()));
        store(Witness.DIRECT, 16, alert(Optional.of(END)));

        holds();
        assertThat(kinds())
                .containsExactly(
                        "fired",
                        "notified",
                        "resolved",
                        "reopened",
                        "resolved",
                        "resolved",
                        "reopened",
                        "fired",
                        "refired",
                        "resolved");
    }

    @Test
    void theWordsOfAnEpisodeThatFiresAreNoEventAndThoseOfItsEndStay() {
        store(Witness.DIRECT, 1, alert(Optional.empty()));
        var other = new Alert(
                alert(Optional.empty()).labels(), Map.of("summary", "95 %"), START, Optional.empty(), Optional.empty());
        store(Witness.DIRECT, 2, other);
        holds();
        assertThat(log.head().length()).isEqualTo(1);

        store(Witness.DIRECT, 3, alert(Optional.of(END)));
        store(Witness.WEBHOOK, 4, other);
        holds();
        assertThat(episodes.find(other.episode()).orElseThrow().annotations())
                .isEqualTo(alert(Optional.empty()).annotations());
    }

    @Test
    void anEscalationIsAnEntryForEachReceiverAndNoSecondNotification() {
        store(Witness.DIRECT, 1, alert(Optional.empty()));
        store(Witness.WEBHOOK, 2, alert(Optional.empty()));
        var known = episodes.find(alert(Optional.empty()).episode());
        for (var receiver : List.of("by-slack", "by-pagerduty", "by-slack")) {
            episodes.escalate(START.plusSeconds(300), receiver, List.of(alert(Optional.empty())));
        }
        episodes.escalate(START.plusSeconds(301), "by-slack", List.of(alert("B", START, Optional.empty())));
        episodes.escalate(START.plusSeconds(302), "by-pagerduty", List.of(alert(Optional.of(END))));

        assertThat(kinds()).containsExactly("fired", "notified", "escalated", "escalated", "notified", "escalated");
        var entry = log.page(2, 1).get(0);
        assertThat(entry.actor()).isEqualTo("witness:webhook");
        assertThat(entry.subject()).contains(alert(Optional.empty()).episode().toString());
        assertThat(entry.body()).isEqualTo("{\"alertname\":\"" + NAME_OF_A + "\",\"receiver\":\"by-slack\"}");
        assertThat(episodes.find(alert(Optional.empty()).episode())).isEqualTo(known);
        holds();
    }

    @Test
    void manyWritersMakeOneChain() throws Exception {
        inParallel(8, writer -> () -> {
            for (int i = 0; i < 10; i++) {
                append("note " + writer + " " + i);
                store(Witness.DIRECT, i, alert("A" + writer, START.plusSeconds(i), Optional.empty()));
            }
            return null;
        });

        assertThat(log.head().length()).isEqualTo(8 * (10 + 10 + 9));
        holds();
    }

    @Test
    void twoInstancesMakeOneChain() throws Exception {
        var second = new AuditLog(another());
        var logs = List.of(log, second);
        var records = List.of(episodes, new EpisodeRecord(another(), second));
        inParallel(4, writer -> () -> {
            for (int i = 0; i < 10; i++) {
                logs.get(writer % 2)
                        .append(Actor.user("anna"), Kind.NOTED, Optional.empty(), JsonValue.EMPTY_JSON_OBJECT);
                // Both hear of the same alerts: who comes first writes the entry.
                records.get(writer % 2).store(Witness.DIRECT, START, List.of(alert("A" + i, START, Optional.empty())));
            }
            return null;
        });

        assertThat(log.head().length()).isEqualTo(4 * 10 + 10);
        holds();
    }

    private static void inParallel(int threads, IntFunction<Callable<Void>> task)
            throws InterruptedException, ExecutionException {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            for (var done :
                    pool.invokeAll(IntStream.range(0, threads).mapToObj(task).toList())) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void textsAreKeptWhateverIsInThem() {
        var labels = new HashMap<String, String>();
        IntStream.range(0, 3000).forEach(i -> labels.put("label" + i, "value " + i));
        labels.put("alertname", "nul\0, \ud83d alone, \u007f \u2028 \ud83d\udea8");
        var alert = new Alert(
                Labels.of(labels),
                Map.of("summary", "\0", "description", "ä\0".repeat(1 << 20)),
                START,
                Optional.empty(),
                Optional.of("http://prometheus/\0"));
        store(Witness.DIRECT, 1, alert);
        store(Witness.DIRECT, 2, alert);

        holds();
        assertThat(log.head().length()).isEqualTo(1);
        var found = episodes.find(alert.episode()).orElseThrow();
        assertThat(found.labels().alertName()).isEqualTo("nul\0, \ufffd alone, \u007f \u2028 \ud83d\udea8");
        assertThat(found.annotations()).isEqualTo(alert.annotations());
        assertThat(found.generatorUrl()).contains("http://prometheus/\ufffd");
    }
}
