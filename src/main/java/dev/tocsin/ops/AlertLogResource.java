package dev.tocsin.ops;

import dev.tocsin.telemetry.ServiceLog;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What this instance logged from five minutes before an alert until five minutes after it. */
@Path("/alerts/{id}/log")
@Produces(MediaType.APPLICATION_JSON)
public class AlertLogResource {

    private static final Duration AROUND = Duration.ofMinutes(5);

    /** The lines, and whether they are all. */
    public record View(Instant now, boolean reachesBack, boolean cut, List<LineView> lines) {}

    /** One message; the level is Liberty's letter, such as I, W or E. */
    public record LineView(Instant at, String level, String logger, String message) {

        static LineView of(ServiceLog.Line line) {
            return new LineView(line.at(), line.level(), line.logger(), line.message());
        }
    }

    private final Alerts alerts;
    private final ServiceLog log;
    private final Clock clock;

    @Inject
    public AlertLogResource(Alerts alerts, ServiceLog log) {
        this.alerts = alerts;
        this.log = log;
        this.clock = Clock.systemUTC();
    }

    @GET
    public View get(@PathParam("id") String id) {
        var episode = alerts.find(id);
        var now = clock.instant();
        var until = episode.end().map(end -> end.at().plus(AROUND)).orElse(now);
        var excerpt = log.between(episode.startsAt().minus(AROUND), until)
                .orElseThrow(() -> new NotFoundException("this instance has no log file"));
        return new View(
                now,
                excerpt.reachesBack(),
                excerpt.cut(),
                excerpt.lines().stream().map(LineView::of).toList());
    }
}
