package dev.tocsin.alerting.review;

import dev.tocsin.alerting.review.Review.Delivery;
import dev.tocsin.alerting.upstream.Measurements;
import dev.tocsin.alerting.upstream.Window;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What Alertmanager sent, as Prometheus counted it. */
@ApplicationScoped
class Deliveries {

    private static final String INTEGRATION = "integration";
    private static final String INCREASE = "sum by (" + INTEGRATION + ") (increase(%s{job=\"%s\"}[%dms]))";
    private static final String BEGIN = "min(prometheus_tsdb_lowest_timestamp_seconds)";

    private final Measurements measurements;
    private final String job;

    /** For the CDI proxy. */
    Deliveries() {
        measurements = null;
        job = null;
    }

    @Inject
    Deliveries(Measurements measurements, @ConfigProperty(name = "tocsin.completeness.alertmanager-job") String job) {
        this.measurements = measurements;
        this.job = job;
    }

    /**
     * By kind of channel; a kind that was sent nothing is left out.
     *
     * @param note is told if Prometheus does not remember all of the period
     * @throws dev.tocsin.alerting.upstream.UpstreamException if Prometheus does not answer
     */
    List<Delivery> of(Period period, Consumer<String> note) {
        begin().filter(period.from()::isBefore)
                .ifPresent(begin -> note.accept(
                        "Prometheus remembers since " + begin + ": what Alertmanager sent before is not counted."));
        var sent = increase("alertmanager_notifications_total", period);
        var failed = increase("alertmanager_notifications_failed_total", period);
        return sent.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> new Delivery(
                        each.getKey(),
                        each.getValue(),
                        Math.min(each.getValue(), failed.getOrDefault(each.getKey(), 0L))))
                .toList();
    }

    /** From when on Prometheus has anything; empty if it does not scrape itself. */
    Optional<Instant> begin() {
        return measurements.range(BEGIN, Window.at(Instant.now())).stream()
                .flatMap(series -> series.values().values().stream())
                .map(seconds -> Instant.ofEpochSecond(seconds.longValue()))
                .findFirst();
    }

    private Map<String, Long> increase(String metric, Period period) {
        var query = INCREASE.formatted(metric, job, period.length().toMillis());
        var increase = new TreeMap<String, Long>();
        for (var series : measurements.range(query, Window.at(period.to()))) {
            series.values()
                    .values()
                    .forEach(value -> increase.put(
                            series.labels().getOrDefault(INTEGRATION, ""), Math.round(value.doubleValue())));
        }
        return increase;
    }
}
