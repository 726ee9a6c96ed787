package dev.tocsin.realtime;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.config.Config;

/** Reads the settings from MicroProfile Config; their defaults are in {@code microprofile-config.properties}. */
@Dependent
class SettingsProducer {

    @Produces
    @Dependent
    Settings settings(Config config) {
        return Settings.of(name ->
                config.getOptionalValue("tocsin.realtime." + name, String.class).orElse(""));
    }
}
