package dev.tocsin.ops;

import dev.tocsin.alerting.chart.Hop;
import dev.tocsin.alerting.chart.Hops;
import dev.tocsin.alerting.chart.ServiceCharts;
import dev.tocsin.alerting.chart.ServiceCharts.Drawn;
import dev.tocsin.alerting.chart.ServiceCharts.Span;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** How the service does, and which hop from it to whoever is notified is broken. */
@Path("/service")
@Produces(MediaType.APPLICATION_JSON)
public class ServiceResource {

    /** What is measured. */
    public record ChartsView(Instant now, Instant from, Instant to, long stepSeconds, List<ChartView> charts) {}

    /** One chart; without a limit that is null. */
    public record ChartView(String id, String title, String unit, List<LineView> lines, LineView limit) {

        static ChartView of(Drawn drawn) {
            var chart = drawn.chart();
            return new ChartView(
                    label(chart),
                    chart.title(),
                    chart.unit(),
                    drawn.lines().stream().map(LineView::of).toList(),
                    drawn.limit().map(LineView::of).orElse(null));
        }
    }

    /** All hops. */
    public record HopsView(Instant now, List<HopView> hops) {}

    /** One hop; {@code since} is null unless it is known to be broken since then. */
    public record HopView(String id, String state, String detail, Instant since) {

        static HopView of(Hop hop) {
            return new HopView(
                    label(hop.id()),
                    label(hop.state()),
                    hop.detail(),
                    hop.since().orElse(null));
        }
    }

    private final ServiceCharts charts;
    private final Hops hops;

    @Inject
    public ServiceResource(ServiceCharts charts, Hops hops) {
        this.charts = charts;
        this.hops = hops;
    }

    @GET
    @Path("/charts")
    public ChartsView charts(@Context UriInfo uri) {
        var given = new Parameters(uri.getQueryParameters(), List.of("span"));
        var sheet = charts.of(given.one("span", Span.class).orElse(Span.HOUR));
        var window = sheet.window();
        return new ChartsView(
                Instant.now(),
                window.from(),
                window.to(),
                window.step().toSeconds(),
                sheet.charts().stream().map(ChartView::of).toList());
    }

    @GET
    @Path("/hops")
    public HopsView hops() {
        return new HopsView(Instant.now(), hops.all().stream().map(HopView::of).toList());
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
