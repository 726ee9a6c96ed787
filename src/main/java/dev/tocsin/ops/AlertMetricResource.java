package dev.tocsin.ops;

import dev.tocsin.alerting.chart.AlertChart;
import dev.tocsin.alerting.chart.AlertCharts;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** The metric behind one alert, as a chart; what is asked for stands in its rule, never in the request. */
@Path("/alerts/{id}/metric")
@Produces(MediaType.APPLICATION_JSON)
public class AlertMetricResource {

    /**
     * What is drawn.
     *
     * @param comparison null if the rule compares nothing, as are {@code limit} and, if Prometheus does not remember
     *     since when the condition held, {@code activeAt}
     * @param more lines that are left out
     */
    public record View(
            Instant now,
            Instant from,
            Instant to,
            long stepSeconds,
            String expression,
            String measured,
            String comparison,
            List<LineView> lines,
            LineView limit,
            Instant activeAt,
            long holdSeconds,
            int more) {

        static View of(AlertChart chart) {
            return new View(
                    Instant.now(),
                    chart.window().from(),
                    chart.window().to(),
                    chart.window().step().toSeconds(),
                    chart.expression(),
                    chart.measured(),
                    chart.comparison().orElse(null),
                    chart.lines().stream().map(LineView::of).toList(),
                    chart.limit().map(LineView::of).orElse(null),
                    chart.activeAt().orElse(null),
                    chart.hold().toSeconds(),
                    chart.more());
        }
    }

    private final Alerts alerts;
    private final AlertCharts charts;

    @Inject
    public AlertMetricResource(Alerts alerts, AlertCharts charts) {
        this.alerts = alerts;
        this.charts = charts;
    }

    @GET
    public View get(@PathParam("id") String id) {
        var episode = alerts.find(id);
        return charts.of(episode)
                .map(View::of)
                .orElseThrow(() -> new NotFoundException(
                        "Prometheus has no rule for " + episode.labels().alertName() + " (any more)"));
    }
}
