package dev.tocsin.alerting.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.alerting.audit.EpisodeQuery.State;
import java.util.Base64;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The place of an episode in the order of a {@link State}. No two episodes share one, and an episode that stays in a state
 * stays at its place, whatever comes in before or behind it.
 *
 * @param rank of the severity while it fires, 0 otherwise
 * @param at what it is sorted by, milliseconds since the epoch: its end in {@link State#RESOLVED}, else its start
 * @param episode the number of its row, 1 or more
 */
public record EpisodePlace(State state, int rank, long at, long startsAt, long episode)
        implements Comparable<EpisodePlace> {

    private static final Pattern FORM =
            Pattern.compile("(firing|resolved|all) ([0-3]) (-?\\d{1,18}) (-?\\d{1,18}) (\\d{1,18})");

    private static final Comparator<EpisodePlace> ORDER = Comparator.comparingInt(EpisodePlace::rank)
            .thenComparing(Comparator.comparingLong(EpisodePlace::at)
                    .thenComparingLong(EpisodePlace::startsAt)
                    .thenComparingLong(EpisodePlace::episode)
                    .reversed());

    /** Reads a cursor; empty if it is none of this state. */
    public static Optional<EpisodePlace> parse(State state, String cursor) {
        try {
            var parts = FORM.matcher(new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
            return parts.matches() && parts.group(1).equals(label(state))
                    ? Optional.of(new EpisodePlace(
                            state,
                            Integer.parseInt(parts.group(2)),
                            Long.parseLong(parts.group(3)),
                            Long.parseLong(parts.group(4)),
                            Long.parseLong(parts.group(5))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Opaque to whoever gets it, and safe in a URL. */
    public String cursor() {
        var text = "%s %d %d %d %d".formatted(label(state), rank, at, startsAt, episode);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static String label(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public int compareTo(EpisodePlace other) {
        return ORDER.compare(this, other);
    }
}
