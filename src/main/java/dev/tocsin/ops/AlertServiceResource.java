package dev.tocsin.ops;

import dev.tocsin.alerting.chart.ServiceCharts;
import dev.tocsin.ops.ServiceResource.ChartView;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** How the service did around the start of an alert. */
@Path("/alerts/{id}/service")
@Produces(MediaType.APPLICATION_JSON)
public class AlertServiceResource {

    /** What was measured; {@code at} is the alert's start. */
    public record View(Instant now, Instant at, Instant from, Instant to, long stepSeconds, List<ChartView> charts) {}

    private final Alerts alerts;
    private final ServiceCharts charts;

    @Inject
    public AlertServiceResource(Alerts alerts, ServiceCharts charts) {
        this.alerts = alerts;
        this.charts = charts;
    }

    @GET
    public View get(@PathParam("id") String id) {
        var at = alerts.find(id).startsAt();
        var sheet = charts.around(at);
        var window = sheet.window();
        return new View(
                Instant.now(),
                at,
                window.from(),
                window.to(),
                window.step().toSeconds(),
                sheet.charts().stream().map(ChartView::of).toList());
    }
}
