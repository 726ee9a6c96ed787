package dev.tocsin.alerting.review;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;

/** The reviews that a team holds, each of the last whole week, month or quarter, and with a subject of its own. */
public enum Form {
    /** Thresholds. */
    WEEKLY {
        @Override
        LocalDate begin(LocalDate day) {
            return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        }

        @Override
        String name(LocalDate begin) {
            return "%d-W%02d"
                    .formatted(begin.get(IsoFields.WEEK_BASED_YEAR), begin.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        }
    },
    /** False positives. */
    MONTHLY {
        @Override
        LocalDate begin(LocalDate day) {
            return day.withDayOfMonth(1);
        }

        @Override
        String name(LocalDate begin) {
            return "%d-%02d".formatted(begin.getYear(), begin.getMonthValue());
        }
    },
    /** The rules themselves. */
    QUARTERLY {
        @Override
        LocalDate begin(LocalDate day) {
            return day.with(IsoFields.DAY_OF_QUARTER, 1);
        }

        @Override
        String name(LocalDate begin) {
            return "%d-Q%d".formatted(begin.getYear(), begin.get(IsoFields.QUARTER_OF_YEAR));
        }
    };

    /** The first day of what a day lies in. */
    abstract LocalDate begin(LocalDate day);

    abstract String name(LocalDate begin);

    /** The last one that was over at an instant. */
    public Period last(Instant now, ZoneId zone) {
        var end = begin(LocalDate.ofInstant(now, zone));
        return new Period(
                begin(end.minusDays(1)).atStartOfDay(zone).toInstant(),
                end.atStartOfDay(zone).toInstant(),
                zone);
    }

    /** What such a period is called: {@code 2026-W47}, {@code 2026-11} or {@code 2026-Q4}. */
    public String name(Period period) {
        return name(LocalDate.ofInstant(period.from(), period.zone()));
    }
}
