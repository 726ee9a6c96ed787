package dev.tocsin.alerting.report;

import dev.tocsin.alerting.audit.StorageException;
import dev.tocsin.alerting.review.Drills;
import dev.tocsin.alerting.review.Form;
import dev.tocsin.alerting.upstream.UpstreamException;
import dev.tocsin.telemetry.LogEvents;
import dev.tocsin.telemetry.ReviewMetrics;
import dev.tocsin.telemetry.ReviewMetrics.Outcome;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Writes the report of each week, month or quarter that has ended, if that is configured. What was not written because the
 * service was down, or because it failed, is written later; of several that were missed, the last.
 */
@ApplicationScoped
class ReportSchedule {

    private static final System.Logger LOG = LogEvents.logger(ReportSchedule.class);

    /** A service that has just started has something better to do. */
    private static final Duration FIRST = Duration.ofSeconds(30);

    private final Reports reports;
    private final ReviewMetrics metrics;
    private final ReportFiles files;
    private final List<Form> forms;
    private final ZoneId zone;
    private final Duration interval;
    private final Clock clock;

    @Resource
    private ManagedScheduledExecutorService executor;

    private Optional<Future<?>> looking = Optional.empty();

    /** For the CDI proxy. */
    ReportSchedule() {
        reports = null;
        metrics = null;
        files = null;
        forms = null;
        zone = null;
        interval = null;
        clock = null;
    }

    @Inject
    ReportSchedule(
            Reports reports,
            ReviewMetrics metrics,
            @ConfigProperty(name = "tocsin.review.reports") Optional<List<String>> forms,
            @ConfigProperty(name = "tocsin.review.reports-dir") Path folder,
            @ConfigProperty(name = "tocsin.review.reports-kept") int kept,
            @ConfigProperty(name = "tocsin.review.zone") String zone,
            @ConfigProperty(name = "tocsin.review.interval") Duration interval) {
        this.reports = reports;
        this.metrics = metrics;
        this.files = new ReportFiles(folder, kept);
        this.forms = forms.orElse(List.of()).stream()
                .map(name -> Form.valueOf(name.strip().toUpperCase(Locale.ROOT)))
                .toList();
        this.zone = ZoneId.of(zone);
        this.interval = interval;
        this.clock = Clock.systemUTC();
    }

    void start(@Observes @Initialized(ApplicationScoped.class) ServletContext started) {
        if (!forms.isEmpty()) {
            looking = Optional.of(executor.scheduleWithFixedDelay(
                    this::look, FIRST.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    @PreDestroy
    void stop() {
        looking.ifPresent(future -> future.cancel(false));
    }

    private void look() {
        for (var form : forms) {
            var period = form.last(clock.instant(), zone);
            var name = form.name(period);
            if (files.has(form, name)) {
                continue;
            }
            var label = ReviewMetrics.Form.valueOf(form.name());
            try {
                files.write(form, name, reports.html(period, Optional.of(form), Drills.WITHOUT));
                metrics.report(label, Outcome.DONE);
            } catch (IOException | StorageException | UpstreamException e) {
                metrics.report(label, Outcome.FAILED);
                LOG.log(System.Logger.Level.WARNING, "report_failed", e.toString());
            }
        }
    }
}
