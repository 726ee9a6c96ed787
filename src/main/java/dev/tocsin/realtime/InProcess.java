package dev.tocsin.realtime;

import dev.tocsin.telemetry.RealtimeMetrics;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What the connections share, in the memory of this process. */
@Dependent
class InProcess {

    @Produces
    @Singleton
    Services services(RealtimeMetrics metrics, Settings settings) {
        var stored = new Budget(settings.maxStoredBytes());
        var broker = new LocalBroker(stored, metrics, settings.limits(), System::nanoTime);
        var store = new LocalSessionStore(stored, settings.limits().sessionTimeout(), System::nanoTime);
        var sessions = new Sessions(store, broker, metrics, settings.maxSubscriptions());
        return new Services(
                broker,
                store,
                sessions,
                new Budget(settings.maxOutboxesBytes()),
                stored,
                metrics,
                new FaultLog(System::nanoTime),
                settings);
    }
}
