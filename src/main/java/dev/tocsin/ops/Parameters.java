package dev.tocsin.ops;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The parameters of a query, read strictly: what is wrong is answered 400 with its name. */
final class Parameters {

    private static final int MOST_TIMES = 20;
    private static final int MOST_CHARACTERS = 1000;

    private final MultivaluedMap<String, String> given;

    /** @throws BadRequestException if one is given that is not known: a misspelt condition must not look like none */
    Parameters(MultivaluedMap<String, String> given, List<String> known) {
        given.keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new BadRequestException(name + ": not known here; expected " + String.join(", ", known));
                });
        this.given = given;
    }

    boolean hasAny(String... names) {
        return Arrays.stream(names).anyMatch(given::containsKey);
    }

    /** All values of one that may be repeated. */
    List<String> texts(String name) {
        var texts = given.getOrDefault(name, List.of());
        if (texts.size() > MOST_TIMES) {
            throw new BadRequestException(name + ": at most " + MOST_TIMES + " times");
        }
        if (texts.stream().anyMatch(text -> text.isEmpty() || text.length() > MOST_CHARACTERS)) {
            throw new BadRequestException(name + ": expected 1 to " + MOST_CHARACTERS + " characters");
        }
        return texts;
    }

    Optional<String> text(String name) {
        var texts = texts(name);
        if (texts.size() > 1) {
            throw new BadRequestException(name + ": expected once");
        }
        return texts.stream().findFirst();
    }

    /** One that {@code form} reads, or refuses by an empty answer. */
    <T> Optional<T> one(String name, String expected, Function<String, Optional<T>> form) {
        return text(name)
                .map(text ->
                        form.apply(text).orElseThrow(() -> new BadRequestException(name + ": expected " + expected)));
    }

    <E extends Enum<E>> Optional<E> one(String name, Class<E> type) {
        var labels =
                Arrays.stream(type.getEnumConstants()).map(Parameters::label).collect(Collectors.joining(", "));
        return one(
                name,
                "one of " + labels,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(each -> label(each).equals(text))
                        .findFirst());
    }

    Optional<Instant> instant(String name) {
        return one(name, "a time such as 2026-01-31T23:59:59Z", text -> {
            try {
                return Optional.of(Instant.parse(text)).filter(Parameters::isStorable);
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    long number(String name, long otherwise, long least, long most) {
        return one(
                        name,
                        "a number from " + least + " to " + most,
                        text -> Optional.of(text)
                                .filter(digits -> digits.matches("\\d{1,18}"))
                                .map(Long::valueOf)
                                .filter(number -> number >= least && number <= most))
                .orElse(otherwise);
    }

    /** An Instant reaches further than a long of milliseconds. */
    static boolean isStorable(Instant instant) {
        return Math.abs(instant.getEpochSecond()) < 1L << 40;
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
