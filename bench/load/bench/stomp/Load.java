package bench.stomp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** The loads, by turns: each server gets one after the other had it, so that a disturbance meets all of them. */
final class Load {

    /** One turn of one load with one server. */
    @FunctionalInterface
    private interface Turn {
        Measured run(Target target, double warmUp, double seconds) throws IOException;
    }

    private static final int CONNECTS = 4_000;
    private static final double REST = 0.3;

    /** In nanoseconds: so long by turns with a rest, until the compiler has had no more than this share twice, but in all so long. */
    private static final long WARM_UP = 3_000_000_000L;

    private static final double COMPILING = 0.05;
    private static final long MAX_WARM_UP = 240_000_000_000L;

    private static final Map<Row, Turn> LOADS = Map.of(
            Row.FAN_OUT_100, (target, warmUp, seconds) -> FanOut.run(target, 1, 100, 40, warmUp, seconds),
            Row.FAN_OUT_1000, (target, warmUp, seconds) -> FanOut.run(target, 1, 1000, 8, warmUp, seconds),
            Row.MANY_TO_MANY, (target, warmUp, seconds) -> FanOut.run(target, 100, 100, 1, warmUp, seconds),
            Row.ROUND_TRIP_P50, RoundTrip::run,
            Row.CONNECTS, (target, warmUp, seconds) -> Connects.run(target, CONNECTS));

    private final List<Target> targets;
    private final double seconds;

    Load(List<Target> targets, double seconds) {
        this.targets = targets;
        this.seconds = seconds;
    }

    /** These loads, {@code rounds} times. */
    void run(List<Row> rows, int rounds, Results results) throws IOException {
        warmUp(rows);
        for (var row : rows) {
            var turns = new HashMap<Target, List<Measured>>();
            for (int round = 0; round < rounds; round++) {
                for (var target : able(row)) {
                    turns.computeIfAbsent(target, same -> new ArrayList<>()).add(turn(target, LOADS.get(row), 1));
                }
            }
            for (var target : able(row)) {
                add(results, row, target, turns.get(target));
            }
        }
    }

    /** A bare WebSocket has no topics: one can only connect, and send oneself something. */
    private List<Target> able(Row row) {
        return targets.stream()
                .filter(target -> target.speaksStomp() || row == Row.CONNECTS || row == Row.ROUND_TRIP_P50)
                .toList();
    }

    /** The servers compile what they will run. All stand still behind it. */
    private void warmUp(List<Row> rows) throws IOException {
        for (var target : targets) {
            target.pause();
        }
        for (var row : rows) {
            for (var target : able(row)) {
                target.resume();
                double seconds = warmUp(target, LOADS.get(row));
                target.pause();
                System.out.printf("%-15s %-22s warmed up for %.0f s%n", row.title(), target.name(), seconds);
            }
        }
    }

    /**
     * Until the compiler has little left to do. Where a hundred threads want the one processor it gets next to nothing, and
     * would look as if it were done: it catches up in the rests.
     */
    private static double warmUp(Target target, Turn load) throws IOException {
        long begin = System.nanoTime();
        for (int calm = 0; calm < 2 && System.nanoTime() - begin < MAX_WARM_UP; ) {
            double all = target.cpuSeconds();
            double compiling = target.compilerSeconds();
            for (long end = System.nanoTime() + WARM_UP; System.nanoTime() < end; ) {
                load.run(target, 1, 0.5);
            }
            awaitCompiler(target);
            double share = (target.compilerSeconds() - compiling) / (target.cpuSeconds() - all);
            calm = share > COMPILING ? 0 : calm + 1;
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void awaitCompiler(Target target) throws IOException {
        double before;
        do {
            before = target.compilerSeconds();
            pause(REST);
        } while (target.compilerSeconds() - before > COMPILING * REST);
    }

    private Measured turn(Target target, Turn load, double warmUp) throws IOException {
        target.resume();
        var measured = load.run(target, warmUp, seconds);
        pause(REST);
        target.pause();
        return measured;
    }

    private static void add(Results results, Row row, Target target, List<Measured> turns) throws IOException {
        System.out.printf(
                "%-15s %-22s processor: server %3.0f %%, generator %3.0f %%%n",
                row.title(),
                target.name(),
                100 * turns.stream().mapToDouble(turn -> turn.usage().server()).average().orElse(0),
                100 * turns.stream().mapToDouble(turn -> turn.usage().generator()).average().orElse(0));
        if (row == Row.ROUND_TRIP_P50) {
            var times = turns.stream()
                    .map(turn -> DoubleStream.of(turn.values()).sorted().toArray())
                    .toList();
            System.out.printf(
                    "%-38s p99 of each turn: %s%n",
                    "",
                    times.stream().map(each -> "%.1f".formatted(quantile(each, 0.99) / 1e6)).toList());
            results.add(Row.ROUND_TRIP_P50, target.name(), median(times, 0.5) / 1e6);
            results.add(Row.ROUND_TRIP_P99, target.name(), median(times, 0.99) / 1e6);
            results.add(Row.ROUND_TRIP_P999, target.name(), median(times, 0.999) / 1e6);
        } else {
            var rates = turns.stream()
                    .mapToDouble(Load::perProcessorSecond)
                    .sorted()
                    .toArray();
            results.add(row, target.name(), quantile(rates, 0.5));
        }
    }

    /** By the processor time that the server had: another process may have taken some of it. */
    private static double perProcessorSecond(Measured turn) {
        return turn.values()[0] / turn.usage().server();
    }

    /** What measuring costs: the same load with and without it, by turns, and the ratio of each pair. */
    void cost(int rounds) throws IOException {
        var rows = List.of(Row.FAN_OUT_100, Row.MANY_TO_MANY);
        warmUp(rows);
        for (var row : rows) {
            var ratios = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                // Neither goes first always.
                boolean isFirst = i % 2 == 0;
                double one = switched(isFirst, LOADS.get(row));
                double other = switched(!isFirst, LOADS.get(row));
                ratios[i] = isFirst ? one / other : other / one;
            }
            Arrays.sort(ratios);
            System.out.printf(
                    "%s, measured / not measured: %.1f %% (median of %d pairs, quartiles %.1f to %.1f)%n",
                    row.title(),
                    100 * quantile(ratios, 0.5),
                    rounds,
                    100 * quantile(ratios, 0.25),
                    100 * quantile(ratios, 0.75));
        }
    }

    private double switched(boolean on, Turn load) throws IOException {
        var target = targets.get(0);
        target.resume();
        new Metrics(target).switchTo(on);
        return perProcessorSecond(turn(target, load, 0.5));
    }

    static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /** Of the turns' quantiles: a disturbance in one of them is not to be that of all. Each turn's times are sorted. */
    static double median(List<double[]> turns, double share) {
        return quantile(
                turns.stream().mapToDouble(turn -> quantile(turn, share)).sorted().toArray(), 0.5);
    }

    private static void pause(double seconds) throws IOException {
        try {
            Thread.sleep((long) (seconds * 1000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
