package dev.tocsin.realtime;

import java.util.Optional;

/**
 * A place in a topic's log, which is also the {@code message-id} of the message there.
 *
 * @param epoch one life of one topic: never used again, and no other topic's
 * @param offset of the message, counted from 1 on; 0 is before the first
 */
record Position(String epoch, long offset) {

    /** Empty if it is none. */
    static Optional<Position> parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 1 || !text.substring(dot + 1).matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return Optional.of(new Position(text.substring(0, dot), Long.parseLong(text.substring(dot + 1))));
    }

    @Override
    public String toString() {
        return epoch + "." + offset;
    }
}
