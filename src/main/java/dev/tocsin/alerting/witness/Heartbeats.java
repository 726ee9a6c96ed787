package dev.tocsin.alerting.witness;

import dev.tocsin.alerting.model.Witness;
import dev.tocsin.telemetry.WitnessMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The alert {@code Watchdog} always fires and is told again and again: while it comes, the way from Prometheus to here is
 * whole, and when it stops, the silence of all other alerts proves nothing.
 */
@ApplicationScoped
public class Heartbeats {

    /** Those that tell by themselves; the others are read. */
    private static final Set<Witness> BEATING = EnumSet.of(Witness.DIRECT, Witness.WEBHOOK);

    /**
     * How one witness's heart beats.
     *
     * @param lastAt the last beat, or the start of the service if there has been none
     * @param isLost whether that is too long ago
     */
    public record Heartbeat(Instant lastAt, boolean isLost) {}

    private final Map<Witness, Instant> last = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Duration timeout;

    /** For the CDI proxy. */
    Heartbeats() {
        clock = null;
        timeout = null;
    }

    @Inject
    Heartbeats(@ConfigProperty(name = "tocsin.witness.heartbeat-timeout") Duration timeout) {
        this(timeout, Clock.systemUTC());
    }

    Heartbeats(Duration timeout, Clock clock) {
        this.timeout = timeout;
        this.clock = clock;
        for (var witness : BEATING) {
            last.put(witness, clock.instant());
        }
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started, WitnessMetrics metrics) {
        metrics.heartbeatTimeout(timeout);
        for (var witness : BEATING) {
            metrics.observeHeartbeat(
                    WitnessMetrics.Intake.valueOf(witness.name()),
                    () -> Duration.between(last.get(witness), clock.instant()).toMillis() / 1000.0);
        }
    }

    void beat(Witness witness) {
        last.put(witness, clock.instant());
    }

    /** The heartbeat of each witness that tells by itself. */
    public Map<Witness, Heartbeat> all() {
        var now = clock.instant();
        var all = new EnumMap<Witness, Heartbeat>(Witness.class);
        last.forEach((witness, at) ->
                all.put(witness, new Heartbeat(at, Duration.between(at, now).compareTo(timeout) > 0)));
        return all;
    }
}
