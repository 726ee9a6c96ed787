package dev.tocsin.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.ServletContext;

/**
 * Brings every metric into being when the application starts, at 0: {@code rate()} does not see the first increment of a
 * series that appears with it, and a bean comes to life only when it is first used.
 */
@ApplicationScoped
class Telemetry {

    void start(
            @Observes @Initialized(ApplicationScoped.class) ServletContext started,
            BuildInfo build,
            CompletenessMetrics completeness,
            LogMetrics log,
            ProcessMetrics process,
            RealtimeMetrics realtime,
            ResponseMetrics response,
            ReviewMetrics review,
            ShutdownMetrics shutdown,
            WitnessMetrics witness) {
        // A client proxy creates its bean at the first call.
        for (var bean :
                new Object[] {build, completeness, log, process, realtime, response, review, shutdown, witness}) {
            bean.toString();
        }
    }
}
