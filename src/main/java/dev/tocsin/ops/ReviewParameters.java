package dev.tocsin.ops;

import dev.tocsin.alerting.review.Drills;
import dev.tocsin.alerting.review.Form;
import dev.tocsin.alerting.review.Period;
import jakarta.ws.rs.BadRequestException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which time is to be reviewed, and how. */
record ReviewParameters(Period period, Optional<Form> form, Drills drills) {

    static final List<String> KNOWN = List.of("since", "until", "form", "zone", "drills");

    private static final Duration USUAL = Duration.ofDays(30);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smhdw])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));

    /**
     * The last 30 days, if no time is given and no form.
     *
     * @param longest that a period may be
     */
    static ReviewParameters of(Parameters given, Instant now, Duration longest) {
        var zone = given.one("zone", "a time zone such as Europe/Berlin", ReviewParameters::zone)
                .orElse(ZoneId.of("UTC"));
        var form = given.one("form", Form.class);
        if (form.isPresent() && given.hasAny("since", "until")) {
            throw new BadRequestException("form: not together with since or until");
        }
        return new ReviewParameters(
                form.map(each -> each.last(now, zone)).orElseGet(() -> period(given, zone, now, longest)),
                form,
                given.one("drills", Drills.class).orElse(Drills.WITHOUT));
    }

    private static Period period(Parameters given, ZoneId zone, Instant now, Duration longest) {
        var until = given.instant("until").filter(now::isAfter).orElse(now);
        var since = given.one("since", "a time such as 2026-01-31T23:59:59Z, or 30d", text -> since(text, until))
                .orElseGet(() -> until.minus(USUAL));
        if (!since.isBefore(until)) {
            throw new BadRequestException("since: expected a time before until, and before now");
        }
        if (since.isBefore(Instant.EPOCH) || since.isBefore(until.minus(longest))) {
            throw new BadRequestException("since: expected at most " + longest.toDays() + " days before until");
        }
        return new Period(since, until, zone);
    }

    private static Optional<ZoneId> zone(String text) {
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** As Prometheus writes it, with one unit. */
    static Optional<Duration> duration(String text) {
        var parts = DURATION.matcher(text);
        return parts.matches()
                ? Optional.of(UNITS.get(parts.group(2)).multipliedBy(Long.parseLong(parts.group(1))))
                : Optional.empty();
    }

    private static Optional<Instant> since(String text, Instant until) {
        var ago = duration(text);
        if (ago.isPresent()) {
            return ago.map(until::minus);
        }
        try {
            return Optional.of(Instant.parse(text)).filter(Parameters::isStorable);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
