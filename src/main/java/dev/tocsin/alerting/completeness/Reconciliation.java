package dev.tocsin.alerting.completeness;

import dev.tocsin.telemetry.CompletenessMetrics;
import dev.tocsin.telemetry.CompletenessMetrics.Outcome;
import dev.tocsin.telemetry.CompletenessMetrics.Source;
import dev.tocsin.telemetry.LogEvents;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Compares the record with Prometheus and Alertmanager from the start on; what does not answer is asked again soon. */
@ApplicationScoped
class Reconciliation {

    private static final System.Logger LOG = LogEvents.logger(Reconciliation.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Backfill backfill;
    private final Poll poll;
    private final Completeness completeness;
    private final CompletenessMetrics metrics;
    private final Duration interval;
    private final Clock clock;
    private final Map<Source, Instant> due = new EnumMap<>(Source.class);
    private final Map<Source, String> problem = new EnumMap<>(Source.class);

    @Resource
    private ManagedScheduledExecutorService executor;

    private Future<?> running;

    /** For the CDI proxy. */
    Reconciliation() {
        backfill = null;
        poll = null;
        completeness = null;
        metrics = null;
        interval = null;
        clock = null;
    }

    @Inject
    Reconciliation(
            Backfill backfill,
            Poll poll,
            Completeness completeness,
            CompletenessMetrics metrics,
            @ConfigProperty(name = "tocsin.completeness.interval") Duration interval) {
        this.backfill = backfill;
        this.poll = poll;
        this.completeness = completeness;
        this.metrics = metrics;
        this.interval = interval;
        this.clock = Clock.systemUTC();
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started) {
        long tick = (interval.compareTo(RETRY) < 0 ? interval : RETRY).toMillis();
        running = executor.scheduleWithFixedDelay(this::run, tick, tick, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        running.cancel(false);
    }

    private void run() {
        run(Source.BACKFILL, backfill::run);
        run(Source.POLL, now -> {
            poll.run(now);
            metrics.oneSided(completeness.reasons(now));
        });
    }

    private void run(Source source, Consumer<Instant> look) {
        var now = clock.instant();
        if (now.isBefore(due.getOrDefault(source, now))) {
            return;
        }
        try {
            look.accept(now);
            due.put(source, now.plus(interval));
            problem.remove(source);
            metrics.lookedUp(source, Outcome.DONE);
        } catch (RuntimeException e) {
            metrics.lookedUp(source, Outcome.FAILED);
            // The same again and again is no news.
            if (!e.toString().equals(problem.put(source, e.toString()))) {
                LOG.log(System.Logger.Level.WARNING, "reconciliation_failed", source, e.toString());
            }
        }
    }
}
