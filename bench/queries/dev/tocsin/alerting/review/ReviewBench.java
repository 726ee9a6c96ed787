package dev.tocsin.alerting.review;

import dev.tocsin.alerting.audit.Recorded;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How long a review takes of a large record, Prometheus left out: a year of it, a month and a week. */
public final class ReviewBench {

    private static final int TIMES = 5;

    private ReviewBench() {}

    public static void main(String[] arguments) throws Exception {
        var begin = Instant.parse("2026-01-01T00:00:00Z");
        try (var record = new Recorded(arguments[0], Integer.parseInt(arguments[1]))) {
            System.out.printf("%-20s %10s %10s %12s%n", "review of", "first ms", "median ms", "firings");
            for (int days : new int[] {365, 30, 7}) {
                var period = new Period(
                        begin.plus(Duration.ofDays(365 - days)), begin.plus(Duration.ofDays(365)), ZoneId.of("Europe/Berlin"));
                var millis = new ArrayList<Long>();
                long firings = 0;
                for (int i = 0; i < TIMES; i++) {
                    long start = System.nanoTime();
                    var ledger =
                            new Ledger(period, period.to(), Drills.WITHOUT, Duration.ofMinutes(15), new Rules(List.of()));
                    record.read(period.from(), period.to(), ledger::add);
                    firings = ledger.review(
                                    Optional.empty(), Optional.empty(), new ArrayList<>(), Optional.empty(), false)
                            .total()
                            .firings();
                    millis.add((System.nanoTime() - start) / 1_000_000);
                }
                long first = millis.get(0);
                millis.sort(null);
                System.out.printf("%-20s %10d %10d %12d%n", days + " days", first, millis.get(TIMES / 2), firings);
            }
        }
    }
}
