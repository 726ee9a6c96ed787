package dev.tocsin.alerting.review;

import dev.tocsin.alerting.audit.StorageException;
import dev.tocsin.alerting.model.Severity;
import dev.tocsin.alerting.model.Verdict;
import dev.tocsin.telemetry.LogEvents;
import dev.tocsin.telemetry.ReviewMetrics;
import dev.tocsin.telemetry.ReviewMetrics.Answer;
import dev.tocsin.telemetry.ReviewMetrics.Statistic;
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
import java.time.ZoneOffset;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tells Prometheus what the last 30 days come to, so that it remembers how that changes. */
@ApplicationScoped
class ReviewGauges {

    private static final System.Logger LOG = LogEvents.logger(ReviewGauges.class);
    private static final Duration LOOK_BACK = Duration.ofDays(30);

    private final Reviews reviews;
    private final ReviewMetrics metrics;
    private final Duration interval;
    private final Clock clock;

    @Resource
    private ManagedScheduledExecutorService executor;

    private Future<?> looking;

    /** For the CDI proxy. */
    ReviewGauges() {
        reviews = null;
        metrics = null;
        interval = null;
        clock = null;
    }

    @Inject
    ReviewGauges(
            Reviews reviews,
            ReviewMetrics metrics,
            @ConfigProperty(name = "tocsin.review.interval") Duration interval) {
        this.reviews = reviews;
        this.metrics = metrics;
        this.interval = interval;
        this.clock = Clock.systemUTC();
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started) {
        looking = executor.scheduleWithFixedDelay(this::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        looking.cancel(false);
    }

    private void look() {
        try {
            var now = clock.instant();
            var severities = reviews.severities(new Period(now.minus(LOOK_BACK), now, ZoneOffset.UTC));
            for (var severity : Severity.values()) {
                tell(ReviewMetrics.Severity.valueOf(severity.name()), severities.get(severity));
            }
        } catch (StorageException e) {
            LOG.log(System.Logger.Level.WARNING, "review_failed", e.getCause().toString());
        }
    }

    private void tell(ReviewMetrics.Severity severity, Figures figures) {
        metrics.firings(severity, figures.firings());
        long judged = 0;
        for (var verdict : Verdict.values()) {
            long number = figures.verdicts().getOrDefault(verdict, 0L);
            judged += verdict == Verdict.DRILL ? 0 : number;
            metrics.verdicts(severity, ReviewMetrics.Verdict.valueOf(verdict.name()), number);
        }
        metrics.verdicts(severity, ReviewMetrics.Verdict.NONE, figures.firings() - judged);
        metrics.answers(
                severity,
                Answer.KEPT,
                figures.targets().map(Figures.Targets::kept).orElse(0L));
        metrics.answers(
                severity,
                Answer.MISSED,
                figures.targets().map(Figures.Targets::missed).orElse(0L));
        for (var statistic : Statistic.values()) {
            metrics.timeToAnswer(severity, statistic, seconds(figures.toAnswer(), statistic));
            metrics.timeToResolve(severity, statistic, seconds(figures.toResolve(), statistic));
        }
    }

    private static double seconds(Times times, Statistic statistic) {
        Function<Times.Spread, Duration> which = switch (statistic) {
            case MEAN -> Times.Spread::mean;
            case MEDIAN -> Times.Spread::median;
            case P90 -> Times.Spread::p90;
        };
        return times.spread().map(which).map(time -> time.toMillis() / 1000.0).orElse(Double.NaN);
    }
}
