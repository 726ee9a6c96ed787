package bench;

import bench.Load.Result;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/** The intake beside the raw database and a bare endpoint, a cell of each after the other, so that noise meets all three. */
final class Bench {

    /** Each cell is measured in so many turns, and the median counts. */
    private static final int ROUNDS = 5;

    private static final double WARM_UP_SECONDS = 6;

    private static final int[] GROUPS = {1, 100};
    private static final int[] SENDERS = {1, 8, 64};

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        var what = arguments[0];
        var server = new Server(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]), arguments[3]);
        double seconds = Double.parseDouble(arguments[4]);
        if (what.equals("storm")) {
            Storm.run(server);
            return;
        }
        var store = what.equals("sqlite") ? Store.sqlite(Path.of(arguments[5])) : Store.postgres(arguments[5]);
        cells(server, store, seconds);
    }

    private static void cells(Server server, Store store, double seconds) throws Exception {
        // The first deliveries meet a server that is still compiling: of one alert, and of many.
        for (int alerts : new int[] {1, 10}) {
            run(8, WARM_UP_SECONDS, i -> server.intake(alerts));
            run(8, WARM_UP_SECONDS, i -> server.bare(alerts));
        }
        System.out.printf(
                "%-14s %8s  %21s  %21s  %21s  %7s %7s%n", "", "", "bare endpoint", "raw database", "intake", "intake", "intake");
        System.out.printf(
                "%-14s %8s  %12s %8s  %12s %8s  %12s %8s  %7s %7s%n",
                "delivery", "senders", "alerts/s", "p99 ms", "alerts/s", "p99 ms", "alerts/s", "p99 ms", "/ raw", "/ bare");
        long before = server.recorded();
        long sent = 0;
        for (int alerts : GROUPS) {
            for (int senders : SENDERS) {
                var bare = new ArrayList<Result>();
                var raw = new ArrayList<Result>();
                var intake = new ArrayList<Result>();
                for (int i = 0; i < ROUNDS; i++) {
                    bare.add(run(senders, seconds / ROUNDS, each -> server.bare(alerts)));
                    raw.add(run(senders, seconds / ROUNDS, each -> raw(store, alerts)));
                    intake.add(run(senders, seconds / ROUNDS, each -> server.intake(alerts)));
                }
                sent += intake.stream().mapToLong(Result::sent).sum() * alerts;
                System.out.printf(
                        "%-14s %8d  %s  %s  %s  %6.0f%% %6.0f%%%n",
                        alerts == 1 ? "one alert" : alerts + " alerts",
                        senders,
                        cell(bare, alerts),
                        cell(raw, alerts),
                        cell(intake, alerts),
                        100 * median(intake, Result::perSecond) / median(raw, Result::perSecond),
                        100 * median(intake, Result::perSecond) / median(bare, Result::perSecond));
            }
        }
        long recorded = server.recorded() - before;
        System.out.printf("%n%,d alerts were answered 200, %,d are on record.%n", sent, recorded);
        if (sent != recorded) {
            System.exit(1);
        }
    }

    private static RawDatabase raw(Store store, int alerts) {
        try {
            return new RawDatabase(store.open(), store.turn(), alerts);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String cell(List<Result> results, int alerts) {
        return "%,12.0f %8.1f"
                .formatted(median(results, Result::perSecond) * alerts, median(results, Result::p99Millis));
    }

    private static double median(List<Result> results, ToDoubleFunction<Result> value) {
        return results.stream().mapToDouble(value).sorted().toArray()[results.size() / 2];
    }

    static <T extends Load.Delivery & AutoCloseable> Result run(int senders, double seconds, IntFunction<T> open)
            throws Exception {
        List<T> all = new ArrayList<>();
        try {
            for (int i = 0; i < senders; i++) {
                all.add(open.apply(i));
            }
            return Load.run(senders, seconds, all::get);
        } finally {
            for (var each : all) {
                each.close();
            }
        }
    }
}
