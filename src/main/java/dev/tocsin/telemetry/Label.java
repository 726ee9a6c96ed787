package dev.tocsin.telemetry;

import java.util.Locale;

/** Label values come from enums alone. */
public final class Label {

    private Label() {}

    public static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
