package dev.tocsin.alerting.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tocsin.alerting.model.Witness;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writers that wait are committed together, and answer for themselves alone. */
abstract class WritersContract extends AuditFixture {

    private static final int WRITERS = 20;
    private static final JsonObject POISON =
            Json.createObjectBuilder().add("not whole", 1.5).build();

    private final ExecutorService pool = Executors.newCachedThreadPool();

    WritersContract(Store store) {
        super(store);
    }

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    /** Starts the writers behind one that holds the database until all of them wait. */
    private <T> List<Future<T>> crowd(List<Callable<T>> writers) throws Exception {
        var begun = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        var first = pool.submit(() -> log.writing(chain -> {
            begun.countDown();
            await(released);
            return null;
        }));
        begun.await();
        var crowd = writers.stream().map(pool::submit).toList();
        // Longer than a transaction may be joined.
        Thread.sleep(300);
        released.countDown();
        first.get();
        return crowd;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Callable<Chain> appending(JsonObject body) {
        return () -> log.writing(chain -> {
            chain.append(new Event(START, Optional.empty(), Actor.SERVICE, Kind.NOTED, Optional.empty(), body));
            return chain;
        });
    }

    @Test
    void thoseWhoWaitShareOneTransaction() throws Exception {
        var note = Json.createObjectBuilder().add("note", "n").build();
        var chains =
                crowd(IntStream.range(0, WRITERS).mapToObj(i -> appending(note)).toList());

        var first = chains.get(0).get();
        for (var chain : chains) {
            assertThat(chain.get()).isSameAs(first);
        }
        assertThat(log.head().length()).isEqualTo(WRITERS);
        holds();
    }

    @Test
    void oneThatCannotBeDoneHarmsNoOther() throws Exception {
        var good = Json.createObjectBuilder().add("note", "n").build();
        var written = crowd(IntStream.range(0, WRITERS)
                .mapToObj(i -> appending(i % 7 == 3 ? POISON : good))
                .toList());

        for (int i = 0; i < WRITERS; i++) {
            var mine = written.get(i);
            if (i % 7 == 3) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(mine::get)
                        .withCauseInstanceOf(IllegalArgumentException.class);
            } else {
                mine.get();
            }
        }
        assertThat(log.head().length()).isEqualTo(WRITERS - 3);
        holds();
    }

    @Test
    void oneThatBreaksTheTransactionHarmsNoOther() throws Exception {
        Callable<Chain> broken = () -> log.writing(chain -> {
            try (var statement = chain.connection().prepareStatement("INSERT INTO audit_log (seq) VALUES (1)")) {
                statement.executeUpdate();
            }
            return chain;
        });
        var note = Json.createObjectBuilder().add("note", "n").build();
        var written = crowd(List.of(appending(note), broken, appending(note)));

        written.get(0).get();
        written.get(2).get();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(written.get(1)::get)
                .withCauseInstanceOf(StorageException.class)
                .withRootCauseInstanceOf(SQLException.class);
        assertThat(log.head().length()).isEqualTo(2);
        holds();
    }

    /** What returned is seen by everybody else at once. */
    @Test
    void nobodyReturnsBeforeTheCommit() throws Exception {
        var other = new EpisodeRecord(another(), new AuditLog(another()));
        var seen = crowd(IntStream.range(0, WRITERS)
                .<Callable<Boolean>>mapToObj(i -> () -> {
                    var alert = alert("A" + i, START, Optional.empty());
                    store(Witness.DIRECT, 1, alert);
                    return other.find(alert.episode()).isPresent();
                })
                .toList());

        for (var each : seen) {
            assertThat(each.get()).isTrue();
        }
    }

    @Test
    void whoWaitsTooLongIsToldSoAndLeavesNothing() throws Exception {
        var begun = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        var first = pool.submit(() -> log.writing(chain -> {
            begun.countDown();
            await(released);
            return null;
        }));
        begun.await();

        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> append("late"));

        released.countDown();
        first.get();
        append("later");
        assertThat(log.head().length()).isEqualTo(1);
        holds();
    }
}
