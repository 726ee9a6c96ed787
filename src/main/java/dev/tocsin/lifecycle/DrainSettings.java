package dev.tocsin.lifecycle;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What of a drain can be set, {@code tocsin.lifecycle.*}.
 *
 * @param window over which connections are closed; 0 for all at once
 * @param closeTimeout for what waits to be written to a client, and once more for the close itself
 */
record DrainSettings(Duration window, Duration closeTimeout) {

    private static final Duration LONGEST = Duration.ofHours(1);

    /** @throws IllegalArgumentException if one is negative, or more than an hour */
    DrainSettings {
        check("drain-window", window);
        check("close-timeout", closeTimeout);
    }

    private static void check(String name, Duration duration) {
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("tocsin.lifecycle." + name + " is PT0S to PT1H, and not " + duration);
        }
    }

    /** Reads them from MicroProfile Config. */
    @Dependent
    static class Producer {

        @Produces
        @Dependent
        DrainSettings settings(
                @ConfigProperty(name = "tocsin.lifecycle.drain-window") Duration window,
                @ConfigProperty(name = "tocsin.lifecycle.close-timeout") Duration closeTimeout) {
            return new DrainSettings(window, closeTimeout);
        }
    }
}
