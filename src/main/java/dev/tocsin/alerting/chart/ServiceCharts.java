package dev.tocsin.alerting.chart;

import dev.tocsin.alerting.upstream.Measurements;
import dev.tocsin.alerting.upstream.Window;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How the service does, asked of Prometheus once in some seconds however many look. */
@ApplicationScoped
public class ServiceCharts {

    /** How far back. */
    public enum Span {
        HOUR(Duration.ofHours(1)),
        HALF_DAY(Duration.ofHours(12)),
        WEEK(Duration.ofDays(7));

        private final Duration length;

        Span(Duration length) {
            this.length = length;
        }
    }

    /**
     * One chart.
     *
     * @param limit that of the rule that watches it; empty if none does
     */
    public record Drawn(ServiceChart chart, List<Line> lines, Optional<Line> limit) {

        public Drawn {
            lines = List.copyOf(lines);
        }
    }

    /** All charts of one span. */
    public record Sheet(Window window, List<Drawn> charts) {

        public Sheet {
            charts = List.copyOf(charts);
        }
    }

    private static final Duration AROUND = Duration.ofMinutes(5);
    private static final int MOST_KEPT = 64;

    private final Measurements measurements;
    private final String job;
    private final Clock clock;
    private final Recent<Span, Sheet> recent;
    private final Recent<Instant, Sheet> recentAround;

    /** For the CDI proxy. */
    ServiceCharts() {
        measurements = null;
        job = null;
        clock = null;
        recent = null;
        recentAround = null;
    }

    @Inject
    ServiceCharts(
            Measurements measurements,
            @ConfigProperty(name = "tocsin.completeness.service-job") String job,
            @ConfigProperty(name = "tocsin.charts.max-age") Duration age) {
        this.measurements = measurements;
        this.job = job;
        this.clock = Clock.systemUTC();
        this.recent = new Recent<>(age, Span.values().length, clock);
        this.recentAround = new Recent<>(age, MOST_KEPT, clock);
    }

    /** @throws dev.tocsin.alerting.upstream.UpstreamException if Prometheus does not answer */
    public Sheet of(Span span) {
        return recent.get(span, () -> {
            var now = clock.instant();
            return ask(Window.of(now.minus(span.length), now));
        });
    }

    /**
     * From five minutes before an instant until five minutes after it.
     *
     * @throws dev.tocsin.alerting.upstream.UpstreamException if Prometheus does not answer
     */
    public Sheet around(Instant at) {
        return recentAround.get(at, () -> {
            var now = clock.instant();
            var from = at.minus(AROUND);
            var to = at.plus(AROUND).isBefore(now) ? at.plus(AROUND) : now;
            return ask(Window.of(from, to.isBefore(from) ? from : to));
        });
    }

    private Sheet ask(Window window) {
        return new Sheet(
                window,
                Arrays.stream(ServiceChart.values())
                        .map(chart -> draw(chart, window))
                        .toList());
    }

    private Drawn draw(ServiceChart chart, Window window) {
        var lines = chart.lines(job).entrySet().stream()
                .flatMap(line -> line(line.getKey(), line.getValue(), window).stream())
                .toList();
        return new Drawn(chart, lines, chart.limit().flatMap(limit -> line("limit", limit, window)));
    }

    /** Each of these queries gives one series, or none where there is no such thing, as a container's limit. */
    private Optional<Line> line(String name, String query, Window window) {
        return measurements.range(query, window).stream().findFirst().map(series -> Line.of(name, series));
    }
}
