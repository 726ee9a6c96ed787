package dev.tocsin.alerting.review;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * What is reviewed: the episodes that began in a time.
 *
 * @param zone in which days are days, with 23 or 25 hours where the clocks change
 */
public record Period(Instant from, Instant to, ZoneId zone) {

    /** A day, or as much of it as lies in the period. */
    public record Day(LocalDate date, Instant from, Instant to) {}

    /** @throws IllegalArgumentException if it ends before it begins, or as it begins */
    public Period {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a period that ends before it begins: " + from + " to " + to);
        }
    }

    public Duration length() {
        return Duration.between(from, to);
    }

    public List<Day> days() {
        var days = new ArrayList<Day>();
        for (var date = LocalDate.ofInstant(from, zone); begin(date).isBefore(to); date = date.plusDays(1)) {
            days.add(new Day(date, later(begin(date), from), earlier(begin(date.plusDays(1)), to)));
        }
        return List.copyOf(days);
    }

    private Instant begin(LocalDate date) {
        return date.atStartOfDay(zone).toInstant();
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
