package dev.tocsin.lifecycle;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What of a drain can be set, {@code tocsin.lifecycle.*}.
 *
 * @param window over which connections are closed; 0 for all at once
 */
record DrainSettings(Duration window) {

    private static final Duration LONGEST = Duration.ofHours(1);

    /** @throws IllegalArgumentException if it is negative, or more than an hour */
    DrainSettings {
        if (window.isNegative() || window.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("tocsin.lifecycle.drain-window is PT0S to PT1H, and not " + window);
        }
    }

    /** Reads them from MicroProfile Config. */
    @Dependent
    static class Producer {

        @Produces
        @Dependent
        DrainSettings settings(@ConfigProperty(name = "tocsin.lifecycle.drain-window") Duration window) {
            return new DrainSettings(window);
        }
    }
}
