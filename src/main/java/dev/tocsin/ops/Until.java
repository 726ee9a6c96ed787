package dev.tocsin.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A time that somebody gives as such, or as a duration from now on. */
final class Until {

    private Until() {}

    /**
     * @param time the name of the field that holds a time; the other is {@code duration}
     * @param usual what neither of them means; empty if there must be one
     * @throws InvalidBodyException if there are both, or it is not ahead, or too far
     */
    static Instant of(JsonBody body, String time, Instant from, Optional<Duration> usual, Duration most) {
        var at = body.instant(time);
        var lasting = body.duration("duration");
        if (at.isPresent() && lasting.isPresent()) {
            throw JsonBody.expected(body.at("duration"), "nothing, because " + body.at(time) + " is there");
        }
        if (at.isPresent()) {
            if (!at.get().isAfter(from) || at.get().isAfter(from.plus(most))) {
                throw JsonBody.expected(body.at(time), "a time at most " + most + " after " + from);
            }
            return at.get();
        }
        var length = lasting.or(() -> usual)
                .orElseThrow(() -> JsonBody.expected(body.at("duration"), "a duration such as PT4H, or " + time));
        if (length.isNegative() || length.isZero() || length.compareTo(most) > 0) {
            throw JsonBody.expected(body.at("duration"), "more than nothing and at most " + most);
        }
        return from.plus(length);
    }
}
