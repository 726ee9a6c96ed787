package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.audit.EpisodeQuery.State;
import dev.tocsin.alerting.model.Fingerprint;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Matcher;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** How long the queries of the page take on a large record. */
public final class QueriesBench {

    private static final int TIMES = 300;
    private static final int WARM_UP = 50;

    /** Of the processor alone: what others do on the machine is not in it. */
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private final Random random = new Random(2);
    private final EpisodeRecord record;
    private final AuditLog log;

    private QueriesBench(Database database) {
        log = new AuditLog(database);
        record = new EpisodeRecord(database, log);
    }

    public static void main(String[] arguments) throws Exception {
        try (var recorded = new Recorded(arguments[0], Integer.parseInt(arguments[1]))) {
            new QueriesBench(recorded.database()).run();
        }
    }

    private void run() throws SQLException {
        System.out.printf("%-58s %8s %8s %8s %8s%n", "query", "p50 ms", "p99 ms", "p99 CPU", "found");
        measure("firing, first page", () -> found(query(State.FIRING, List.of(), 0, 500)));
        measure("firing, by severity and name", () -> found(query(State.FIRING, List.of(severity(), name()), 0, 100)));
        measure("firing, counts by severity", () -> record.firing().size());
        measure("resolved recently", () -> found(query(State.RESOLVED, List.of(), 0, 10)));
        measure("one alert's earlier episodes", () -> record.find(ofOneAlert()).episodes().size());
        measure("when the witnesses were last heard", () -> record.lastHeard().size());
        for (int days : new int[] {1, 30, 365}) {
            for (var state : new State[] {State.ALL, State.RESOLVED}) {
                var where = " " + state + " " + days + " d";
                measure("no condition" + where, () -> found(query(state, List.of(), days, 100)));
                measure("name" + where, () -> found(query(state, List.of(name()), days, 100)));
                measure("severity" + where, () -> found(query(state, List.of(severity()), days, 100)));
                measure("instance" + where, () -> found(query(state, List.of(instance()), days, 100)));
                measure("name, severity, instance" + where, () -> found(query(state, List.of(name(), severity(), instance()), days, 100)));
                measure("pod" + where, () -> found(query(state, List.of(pod()), days, 100)));
            }
        }
        var expression = Matcher.parse("instance=~\"host1.:.*\"");
        measure("an expression ALL 30 d", () -> found(query(State.ALL, List.of(expression), 30, 100)));
        measure("an expression that matches nothing ALL 365 d", () -> found(query(State.ALL, List.of(Matcher.parse("instance=~x.*y")), 365, 100)));
        measure("a text that is nowhere ALL 365 d", () -> record.find(text("nowhere")).episodes().size());
        measure("log: newest", () -> log.find(entries(Set.of(), Set.of(), 0)).entries().size());
        measure("log: a rare kind, 30 d", () -> log.find(entries(Set.of(), Set.of("signed-in"), 30)).entries().size());
        measure("log: an actor and a kind that exclude each other", () -> log.find(entries(Set.of("user:oncall"), Set.of("fired"), 0)).entries().size());
    }

    private void measure(String what, Supplier<Integer> query) {
        for (int i = 0; i < WARM_UP; i++) {
            query.get();
        }
        var nanos = new long[TIMES];
        var busy = new long[TIMES];
        long found = 0;
        for (int i = 0; i < TIMES; i++) {
            long begin = System.nanoTime();
            long busyBefore = CLOCK.getCurrentThreadCpuTime();
            found += query.get();
            busy[i] = CLOCK.getCurrentThreadCpuTime() - busyBefore;
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        Arrays.sort(busy);
        int worst = TIMES * 99 / 100;
        System.out.printf(
                "%-58s %8.1f %8.1f %8.1f %8.1f%n",
                what, nanos[TIMES / 2] / 1e6, nanos[worst] / 1e6, busy[worst] / 1e6, (double) found / TIMES);
    }

    private int found(EpisodeQuery query) {
        return record.find(query).episodes().size();
    }

    private Matcher name() {
        return Matcher.oneOf("alertname", Set.of("Alert" + random.nextInt(40)));
    }

    private Matcher severity() {
        return Matcher.oneOf("severity", Set.of(List.of("critical", "warning", "info").get(random.nextInt(3))));
    }

    private Matcher instance() {
        return Matcher.oneOf("instance", Set.of("host" + random.nextInt(200) + ":9100"));
    }

    private Matcher pod() {
        return Matcher.oneOf("pod", Set.of("pod-" + 20 * random.nextInt(50_000)));
    }

    /** A period somewhere in the year. */
    private EpisodeQuery query(State state, List<Matcher> matchers, int days, int limit) {
        var from = Filling.BEGIN.plusMillis((long) (random.nextDouble() * Filling.YEAR.minusDays(days).toMillis()));
        return query(state, matchers, days, limit, from, Optional.empty(), Optional.empty());
    }

    private static EpisodeQuery query(
            State state, List<Matcher> matchers, int days, int limit, Instant from, Optional<String> text, Optional<Fingerprint> alert) {
        var period = Optional.of(from).filter(begin -> days > 0);
        return new EpisodeQuery(
                state, period, period.map(begin -> begin.plus(Duration.ofDays(days))), matchers, text, Optional.empty(), alert, Optional.empty(), limit);
    }

    private EpisodeQuery ofOneAlert() {
        var labels = Labels.of(Filling.labels(random.nextInt(40), random.nextInt(200)));
        return query(State.ALL, List.of(), 0, 20, Filling.BEGIN, Optional.empty(), Optional.of(labels.fingerprint()));
    }

    private static EpisodeQuery text(String text) {
        return query(State.ALL, List.of(), 365, 100, Filling.BEGIN, Optional.of(text), Optional.empty());
    }

    private EntryQuery entries(Set<String> actors, Set<String> kinds, int days) {
        var from = Optional.of(Filling.BEGIN.plus(Duration.ofDays(random.nextInt(300)))).filter(begin -> days > 0);
        return new EntryQuery(from, from.map(begin -> begin.plus(Duration.ofDays(days))), actors, kinds, Optional.empty(), true, Optional.empty(), 100);
    }
}
