package dev.tocsin.alerting.audit;

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
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How much of the log is kept: all of it, unless an age, a number or a size is set. */
@ApplicationScoped
class Retention {

    private static final System.Logger LOG = LogEvents.logger(Retention.class);
    private static final Duration PERIOD = Duration.ofMinutes(10);

    /** So many entries go in one transaction: deliveries wait no longer than that takes. */
    private static final int BATCH = 500;

    private final AuditLog log;
    private final Clock clock;
    private final Optional<Duration> maxAge;
    private final Optional<Long> maxEntries;
    private final Optional<Long> maxBytes;

    @Resource
    private ManagedScheduledExecutorService executor;

    private Future<?> pruning;

    /** For the CDI proxy. */
    Retention() {
        log = null;
        clock = null;
        maxAge = Optional.empty();
        maxEntries = Optional.empty();
        maxBytes = Optional.empty();
    }

    @Inject
    Retention(
            AuditLog log,
            @ConfigProperty(name = "tocsin.audit.max-age") Optional<Duration> maxAge,
            @ConfigProperty(name = "tocsin.audit.max-entries") Optional<Long> maxEntries,
            @ConfigProperty(name = "tocsin.audit.max-bytes") Optional<Long> maxBytes) {
        this(log, maxAge, maxEntries, maxBytes, Clock.systemUTC());
    }

    Retention(
            AuditLog log, Optional<Duration> maxAge, Optional<Long> maxEntries, Optional<Long> maxBytes, Clock clock) {
        this.log = log;
        this.maxAge = maxAge;
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started) {
        pruning = executor.scheduleWithFixedDelay(
                this::pruneOrSay, PERIOD.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        pruning.cancel(false);
    }

    private void pruneOrSay() {
        try {
            prune();
        } catch (StorageException | BrokenChainException e) {
            LOG.log(System.Logger.Level.ERROR, "audit_prune_failed", e);
        }
    }

    /** Deletes what is older or more than is to be kept, as it is now, a batch at a time. */
    void prune() {
        long through = Math.max(tooOld(), Math.max(tooMany(), tooLarge()));
        for (long done = log.head().pruned(); done < through; done = log.head().pruned()) {
            long batch = Math.min(through, done + BATCH);
            log.writing(chain -> {
                // Another instance may have been here meanwhile.
                if (chain.head().pruned() < batch) {
                    new Pruning(chain, clock.instant()).run(batch);
                }
                return null;
            });
        }
    }

    private long tooOld() {
        return maxAge.map(age -> log.before(clock.instant().minus(age))).orElse(0L);
    }

    /** A tenth more than need be: a pruning is an entry itself, and should not be the reason for the next. */
    private long tooMany() {
        var head = log.head();
        return maxEntries
                .filter(most -> head.length() - head.pruned() > most)
                .map(most -> head.length() - most + most / 10)
                .orElse(0L);
    }

    /** By what the entries say, not by the database's files: what is deleted there stays taken, for what comes next. */
    private long tooLarge() {
        return maxBytes.filter(most -> log.lastBeyond(most) > 0)
                .map(most -> log.lastBeyond(most - most / 10))
                .orElse(0L);
    }
}
