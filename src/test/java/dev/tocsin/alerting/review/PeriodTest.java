package dev.tocsin.alerting.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Instant at(String text) {
        return Instant.parse(text);
    }

    @ParameterizedTest
    @CsvSource({
        "WEEKLY,    2026-11-24T12:00:00Z, UTC, 2026-11-16T00:00:00Z, 2026-11-23T00:00:00Z, 2026-W47",
        "WEEKLY,    2026-11-23T00:00:00Z, UTC, 2026-11-16T00:00:00Z, 2026-11-23T00:00:00Z, 2026-W47",
        "WEEKLY,    2027-01-05T00:00:00Z, UTC, 2026-12-28T00:00:00Z, 2027-01-04T00:00:00Z, 2026-W53",
        "MONTHLY,   2026-03-31T12:00:00Z, UTC, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z, 2026-02",
        "QUARTERLY, 2027-01-01T00:00:00Z, UTC, 2026-10-01T00:00:00Z, 2027-01-01T00:00:00Z, 2026-Q4",
        // It is Monday already in Berlin, and Sunday evening in UTC.
        "WEEKLY,    2026-11-22T23:30:00Z, Europe/Berlin, 2026-11-15T23:00:00Z, 2026-11-22T23:00:00Z, 2026-W47",
    })
    void aFormIsTheLastWholeOne(Form form, Instant now, ZoneId zone, Instant from, Instant to, String name) {
        var period = form.last(now, zone);
        assertThat(period).isEqualTo(new Period(from, to, zone));
        assertThat(form.name(period)).isEqualTo(name);
    }

    @Test
    void whereTheClocksChangeAWeekHasAnHourMoreOrLess() {
        assertThat(Form.WEEKLY.last(at("2026-10-28T12:00:00Z"), BERLIN).length())
                .isEqualTo(Duration.ofHours(169));
        assertThat(Form.WEEKLY.last(at("2026-04-01T12:00:00Z"), BERLIN).length())
                .isEqualTo(Duration.ofHours(167));
    }

    @Test
    void daysAreThoseOfTheZoneAndCutAtTheEnds() {
        var days = new Period(at("2026-10-24T12:00:00Z"), at("2026-10-26T10:00:00Z"), BERLIN).days();

        assertThat(days)
                .extracting(Period.Day::date)
                .containsExactly(LocalDate.of(2026, 10, 24), LocalDate.of(2026, 10, 25), LocalDate.of(2026, 10, 26));
        assertThat(days.get(0).from()).isEqualTo(at("2026-10-24T12:00:00Z"));
        assertThat(Duration.between(days.get(1).from(), days.get(1).to())).isEqualTo(Duration.ofHours(25));
        assertThat(days.get(2).to()).isEqualTo(at("2026-10-26T10:00:00Z"));
    }

    @Test
    void noTimeAtAllIsNoPeriod() {
        var at = at("2026-11-24T12:00:00Z");
        assertThatIllegalArgumentException().isThrownBy(() -> new Period(at, at, ZoneOffset.UTC));
    }
}
