package dev.tocsin.realtime;

import dev.tocsin.telemetry.RealtimeMetrics;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the connections share, in the memory of this process. */
@Dependent
class InProcess {

    @Produces
    @Singleton
    Services services(RealtimeMetrics metrics, Settings settings, @ConfigProperty(name = "tocsin.data.dir") Path data) {
        var stored = new Budget(settings.maxStoredBytes());
        var broker = new LocalBroker(stored, metrics, settings.limits(), System::nanoTime);
        var store = new LocalSessionStore(stored, settings.limits().sessionTimeout(), System::nanoTime);
        var sessions = new Sessions(
                store,
                broker,
                stored,
                metrics,
                settings.maxSubscriptions(),
                settings.connections().maxPerUser());
        return new Services(
                broker,
                store,
                new Handover(data, broker, store, settings.limits().sessionTimeout(), Clock.systemUTC()),
                sessions,
                new Budget(settings.maxOutboxesBytes()),
                stored,
                metrics,
                new FaultLog(System::nanoTime),
                settings);
    }
}
