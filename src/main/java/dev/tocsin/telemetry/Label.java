package dev.tocsin.telemetry;

import java.util.Locale;

/** Label values come from enums alone. */
final class Label {

    private Label() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
