package dev.tocsin.realtime;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads the settings from MicroProfile Config; their defaults are in {@code microprofile-config.properties}. */
@Dependent
class SettingsProducer {

    @Produces
    @Dependent
    Settings settings(
            @ConfigProperty(name = "tocsin.realtime.max-connections") int maxConnections,
            @ConfigProperty(name = "tocsin.realtime.max-subscriptions") int maxSubscriptions,
            @ConfigProperty(name = "tocsin.realtime.max-headers") int maxHeaders,
            @ConfigProperty(name = "tocsin.realtime.max-header-bytes") int maxHeaderBytes,
            @ConfigProperty(name = "tocsin.realtime.max-body-bytes") int maxBodyBytes,
            @ConfigProperty(name = "tocsin.realtime.max-outbox-bytes") int maxOutboxBytes,
            @ConfigProperty(name = "tocsin.realtime.connect-timeout") Duration connectTimeout,
            @ConfigProperty(name = "tocsin.realtime.allowed-origins") Optional<Set<String>> allowedOrigins) {
        return new Settings(
                maxConnections,
                maxSubscriptions,
                new FrameDecoder.Limits(maxHeaders, maxHeaderBytes, maxBodyBytes),
                maxOutboxBytes,
                connectTimeout,
                allowedOrigins.orElse(Set.of()));
    }
}
