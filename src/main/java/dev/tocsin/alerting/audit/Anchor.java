package dev.tocsin.alerting.audit;

import dev.tocsin.telemetry.AuditMetrics;
import dev.tocsin.telemetry.BuildInfo;
import dev.tocsin.telemetry.LogEvents;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tells those outside the database where the chain ends, because whoever can write to it can cut the log together with
 * its head: Prometheus by two gauges, and the server's log at the start, at intervals and at the stop. (When SIGTERM stops
 * the server, the JVM has closed the log by then, and the next start tells it.)
 */
@ApplicationScoped
class Anchor {

    private static final System.Logger LOG = LogEvents.logger(Anchor.class);

    private final AuditLog log;
    private final AuditMetrics metrics;
    private final BuildInfo build;
    private final Config config;
    private final Duration interval;

    @Resource
    private ManagedScheduledExecutorService executor;

    private Future<?> telling;
    private volatile boolean isStartRecorded;

    /** For the CDI proxy. */
    Anchor() {
        log = null;
        metrics = null;
        build = null;
        config = null;
        interval = null;
    }

    @Inject
    Anchor(
            AuditLog log,
            AuditMetrics metrics,
            BuildInfo build,
            Config config,
            @ConfigProperty(name = "tocsin.audit.head-interval") Duration interval) {
        this.log = log;
        this.metrics = metrics;
        this.build = build;
        this.config = config;
        this.interval = interval;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started) {
        recordStart();
        metrics.observeChain(
                () -> log.recentHead().length(), () -> log.recentHead().hashPrefix());
        telling = executor.scheduleAtFixedRate(this::tell, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The service goes on without: its clients need it more than the log does, and the next time is an interval away. */
    private void recordStart() {
        try {
            log.append(Actor.SERVICE, Kind.STARTED, Optional.empty(), build());
            isStartRecorded = true;
        } catch (StorageException e) {
            LOG.log(System.Logger.Level.ERROR, "audit_start_unrecorded", e);
        }
    }

    void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) ServletContext stopping) {
        telling.cancel(false);
        try {
            log.append(Actor.SERVICE, Kind.STOPPED, Optional.empty(), build());
        } catch (StorageException e) {
            LOG.log(System.Logger.Level.ERROR, "audit_stop_unrecorded", e);
        }
        tell();
    }

    private JsonObject build() {
        return JsonText.builder()
                .add("version", build.version())
                .add("revision", build.revision())
                .add("configuration", ConfigurationHash.of(config))
                .build();
    }

    private void tell() {
        if (!isStartRecorded) {
            recordStart();
        }
        try {
            var head = log.head();
            LOG.log(System.Logger.Level.INFO, "audit_head", Long.toString(head.length()), head.hash());
        } catch (StorageException e) {
            LOG.log(System.Logger.Level.ERROR, "audit_head_unread", e);
        }
    }
}
