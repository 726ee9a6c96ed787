package dev.tocsin.ops;

import jakarta.ws.rs.BadRequestException;

/** Whole numbers in the query of a request. */
final class Numbers {

    private Numbers() {}

    /** @throws BadRequestException if it is none, or too small or too large; names the parameter */
    static long parse(String name, String text, long least, long most) {
        if (text.matches("\\d{1,18}") && Long.parseLong(text) >= least && Long.parseLong(text) <= most) {
            return Long.parseLong(text);
        }
        throw new BadRequestException(name + ": expected a number from " + least + " to " + most);
    }
}
