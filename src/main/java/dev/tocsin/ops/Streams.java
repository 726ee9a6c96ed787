package dev.tocsin.ops;

import dev.tocsin.alerting.audit.AuditLog;
import dev.tocsin.alerting.audit.StorageException;
import dev.tocsin.telemetry.StreamMetrics;
import dev.tocsin.telemetry.StreamMetrics.End;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tells all streams what was added to the audit log. One look at the log's end a few times a second serves them all, also
 * for what another instance on the same database wrote; a place in the log is an event's id, so who comes again is told
 * what he missed.
 */
@ApplicationScoped
public class Streams {

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration BEAT = Duration.ofSeconds(5);

    private final AuditLog log;
    private final Changes changes;
    private final StreamMetrics metrics;
    private final int most;
    private final Duration maxAge;
    private final Clock clock;

    @Resource
    private ManagedScheduledExecutorService executor;

    private Future<?> looking;

    /** Of many threads: who tells that a stream is gone may hold what a look waits for, and must not wait for the look. */
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    private long told;
    private Instant beatAt = Instant.MIN;

    /** For the CDI proxy. */
    Streams() {
        log = null;
        changes = null;
        metrics = null;
        most = 0;
        maxAge = null;
        clock = null;
    }

    @Inject
    Streams(
            AuditLog log,
            Changes changes,
            StreamMetrics metrics,
            @ConfigProperty(name = "tocsin.stream.max-streams") int most,
            @ConfigProperty(name = "tocsin.stream.max-age") Duration maxAge) {
        this.log = log;
        this.changes = changes;
        this.metrics = metrics;
        this.most = most;
        this.maxAge = maxAge;
        this.clock = Clock.systemUTC();
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started) {
        metrics.observe(this::count);
        looking = executor.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        looking.cancel(false);
        endAll(stream -> true, End.STOPPED);
    }

    boolean isFull() {
        boolean isFull = open.size() >= most;
        if (isFull) {
            metrics.ended(End.REFUSED);
        }
        return isFull;
    }

    /**
     * Tells a new stream what was added behind {@code after}, and from then on what is.
     *
     * @param after where it stopped before; empty if it begins
     * @throws StorageException if the database failed; the stream is not told of anything
     */
    synchronized void add(EventStream stream, OptionalLong after) {
        if (open.isEmpty()) {
            told = log.head().length();
        }
        stream.offer(Changes.beginning());
        stream.offer(
                after.isPresent() ? changes.between(after.getAsLong(), told).text() : Changes.mark(told));
        open.add(stream);
        // The next look beats: over HTTP/2 the server keeps what is written first until more is.
        beatAt = Instant.MIN;
    }

    /** Ends those of a sign-in that is over. */
    void endOf(Optional<SignInKey> signIn) {
        signIn.ifPresent(key -> endAll(stream -> stream.isOf(key), End.SIGNED_OUT));
    }

    void gone(EventStream stream) {
        if (open.remove(stream)) {
            metrics.ended(End.GONE);
        }
    }

    private int count() {
        return open.size();
    }

    private synchronized void look() {
        if (open.isEmpty()) {
            return;
        }
        var now = clock.instant();
        endAll(stream -> stream.openedAt().plus(maxAge).isBefore(now), End.AGED);
        try {
            var batch = changes.between(told, log.head().length());
            if (batch.upTo() != told) {
                told = batch.upTo();
                tell(batch.text());
            }
            if (beatAt.plus(BEAT).isBefore(now)) {
                beatAt = now;
                tell(Changes.beat(now));
            }
        } catch (StorageException e) {
            // Whoever asks for alerts meanwhile is told why; the streams only stay what they are.
            tell(Changes.NOTHING);
        }
    }

    private void tell(String text) {
        var behind = open.stream().filter(stream -> !stream.offer(text)).collect(Collectors.toSet());
        endAll(stream -> behind.contains(stream) && stream.isOver(), End.GONE);
        endAll(behind::contains, End.SLOW);
    }

    private synchronized void endAll(Predicate<EventStream> which, End why) {
        for (var stream : List.copyOf(open)) {
            if (which.test(stream) && open.remove(stream)) {
                metrics.ended(why);
                stream.end();
            }
        }
    }
}
