package dev.tocsin.alerting.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an episode turned out to be. */
public enum Verdict {
    /** Something was wrong, and it was worth telling. */
    REAL,
    /** Nothing was wrong. */
    FALSE_POSITIVE,
    /** Something was wrong, and nobody had to be told. */
    NOISE,
    /** It was made on purpose. */
    DRILL;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Verdict> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(verdict -> verdict.label().equals(label))
                .findFirst();
    }
}
