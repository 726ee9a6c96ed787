package dev.tocsin.alerting.upstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** When a program was down, as Prometheus remembers it. */
@ApplicationScoped
public class Outages {

    /** Prometheus answers up to 11,000 points. */
    private static final int MOST_POINTS = 10_000;

    private static final Duration SHORTEST_STEP = Duration.ofSeconds(1);

    /**
     * Of several instances one that is up is enough; a step in which each was down at some time counts as down. Where
     * there was no look at it, the last one counts: scrapes lie apart, and Prometheus may have been away itself.
     */
    private static final String DOWN = "max(min_over_time(up{job=\"%1$s\"}[%2$dms]) or up{job=\"%1$s\"}) == 0";

    /** What it took from nobody; what a window of this length shows has happened about its middle. */
    private static final String REFUSING = "sum(increase(app_alert_deliveries_total{job=\"%1$s\",witness=\"webhook\","
            + "outcome=~\"failed|overloaded\"}[%2$dms] offset -%3$dms)) > 0";

    private final PrometheusQueries prometheus;

    /** For the CDI proxy. */
    Outages() {
        prometheus = null;
    }

    @Inject
    Outages(@RestClient PrometheusQueries prometheus) {
        this.prometheus = prometheus;
    }

    public List<Outage> of(String job, Instant from, Instant to) {
        var step = step(from, to);
        return of(DOWN.formatted(job, window(step).toMillis()), step, from, to);
    }

    /**
     * The same of the service itself, which is there in vain while it cannot store what Alertmanager tells.
     *
     * @param growth within which a counter that grows is seen to: two scrapes at least
     */
    public List<Outage> ofService(String job, Duration growth, Instant from, Instant to) {
        var step = step(from, to);
        var down = DOWN.formatted(job, window(step).toMillis());
        var refusing =
                REFUSING.formatted(job, growth.toMillis(), growth.dividedBy(2).toMillis());
        return of(down + " or " + refusing, step, from, to);
    }

    private static Duration step(Instant from, Instant to) {
        var step = Duration.between(from, to).dividedBy(MOST_POINTS);
        return step.compareTo(SHORTEST_STEP) < 0 ? SHORTEST_STEP : step;
    }

    /** A window as long as the step would miss samples that lie further apart. */
    private static Duration window(Duration step) {
        return step.plus(SHORTEST_STEP);
    }

    private List<Outage> of(String query, Duration step, Instant from, Instant to) {
        var window = window(step);
        var answer = prometheus.queryRange(query, seconds(from), seconds(to), seconds(Instant.EPOCH.plus(step)));
        var outages = new ArrayList<Outage>();
        for (var series : answer.getJsonObject("data").getJsonArray("result").getValuesAs(JsonObject.class)) {
            for (var value : series.getJsonArray("values").getValuesAs(JsonArray.class)) {
                var at = Instant.ofEpochMilli(value.getJsonNumber(0)
                        .bigDecimalValue()
                        .movePointRight(3)
                        .longValue());
                add(outages, at.minus(window), at, step);
            }
        }
        return outages;
    }

    private static void add(List<Outage> outages, Instant from, Instant to, Duration step) {
        int last = outages.size() - 1;
        if (last >= 0 && !outages.get(last).to().plus(step.multipliedBy(2)).isBefore(from)) {
            outages.set(last, new Outage(outages.get(last).from(), to));
        } else {
            outages.add(new Outage(from, to));
        }
    }

    private static String seconds(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3).toPlainString();
    }
}
