package dev.tocsin.alerting.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Identity of an episode: the same labels, firing since the same instant.
 *
 * @param startsAt to the millisecond
 */
public record EpisodeId(Fingerprint fingerprint, Instant startsAt) {

    private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})-(\\d{1,15})");

    public EpisodeId {
        startsAt = startsAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Reads what {@link #toString} writes; empty if {@code text} is anything else. */
    public static Optional<EpisodeId> parse(String text) {
        var match = FORM.matcher(text);
        return match.matches()
                ? Optional.of(new EpisodeId(
                        new Fingerprint(match.group(1)), Instant.ofEpochMilli(Long.parseLong(match.group(2)))))
                : Optional.empty();
    }

    /** The fingerprint, a hyphen, and the start in milliseconds since the epoch; safe in a URL path. */
    @Override
    public String toString() {
        return fingerprint + "-" + startsAt.toEpochMilli();
    }
}
