package dev.tocsin.alerting.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which entries of the log a reader wants, in the order in which they were recorded; the conditions all have to hold.
 *
 * @param from leaves out what was recorded before
 * @param to leaves out what was recorded then or later
 * @param actors one of them did it; empty for anybody
 * @param kinds it is of one of them; empty for any
 * @param newestFirst instead of the oldest
 * @param after the place behind which the page begins
 */
public record EntryQuery(
        Optional<Instant> from,
        Optional<Instant> to,
        Set<String> actors,
        Set<String> kinds,
        Optional<String> subject,
        boolean newestFirst,
        Optional<Place> after,
        int limit) {

    public EntryQuery {
        actors = Set.copyOf(actors);
        kinds = Set.copyOf(kinds);
    }

    /** The last of one kind. */
    public static EntryQuery newest(Kind kind, int limit) {
        return new EntryQuery(
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Set.of(kind.label()),
                Optional.empty(),
                true,
                Optional.empty(),
                limit);
    }

    /** The place of an entry in that order. The clock may have been set back: its number alone does not tell it. */
    public record Place(long recordedAt, long seq) {

        private static final Pattern FORM = Pattern.compile("log (\\d{1,18}) (\\d{1,18})");

        /** Reads a cursor; empty if it is none. */
        public static Optional<Place> parse(String cursor) {
            try {
                var parts = FORM.matcher(new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
                return parts.matches()
                        ? Optional.of(new Place(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))))
                        : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        /** Opaque to whoever gets it, and safe in a URL. */
        public String cursor() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString("log %d %d".formatted(recordedAt, seq).getBytes(UTF_8));
        }
    }
}
