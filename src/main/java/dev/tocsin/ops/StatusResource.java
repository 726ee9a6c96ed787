package dev.tocsin.ops;

import dev.tocsin.alerting.audit.EpisodeRecord;
import dev.tocsin.alerting.upstream.Reachability;
import dev.tocsin.alerting.upstream.Upstreams;
import dev.tocsin.alerting.witness.Heartbeats;
import dev.tocsin.alerting.witness.Heartbeats.Heartbeat;
import dev.tocsin.telemetry.BuildInfo;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How things stand, for the page's header. */
@Path("/status")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {

    /**
     * Everything at once.
     *
     * @param roles what the user may: a page that knows offers nothing else
     */
    public record Status(
            Instant now,
            String user,
            List<String> roles,
            String version,
            Instant startedAt,
            Map<String, Integer> firing,
            Map<String, UpstreamView> upstream,
            Map<String, WitnessView> witnesses) {}

    /** Whether Prometheus or Alertmanager can be reached; {@code detail} is null if it can. */
    public record UpstreamView(boolean reachable, Instant checkedAt, Instant since, String detail) {

        static UpstreamView of(Reachability reachability) {
            return new UpstreamView(
                    reachability.reachable(),
                    reachability.checkedAt(),
                    reachability.since(),
                    reachability.problem().orElse(null));
        }
    }

    /**
     * @param lastDeliveryAt when the witness last told of an alert; null if it never did
     * @param heartbeatAt when it last told of the Watchdog
     */
    public record WitnessView(Instant lastDeliveryAt, Instant heartbeatAt, boolean heartbeatLost) {

        static WitnessView of(Instant lastDeliveryAt, Heartbeat heartbeat) {
            return new WitnessView(lastDeliveryAt, heartbeat.lastAt(), heartbeat.isLost());
        }
    }

    private final EpisodeRecord episodes;
    private final Upstreams upstreams;
    private final Heartbeats heartbeats;
    private final BuildInfo build;

    @Inject
    public StatusResource(EpisodeRecord episodes, Upstreams upstreams, Heartbeats heartbeats, BuildInfo build) {
        this.episodes = episodes;
        this.upstreams = upstreams;
        this.heartbeats = heartbeats;
        this.build = build;
    }

    @GET
    public Status get(@Context SecurityContext security) {
        var firing = new TreeMap<String, Integer>();
        episodes.firing().forEach((severity, count) -> firing.put(severity.label(), count));
        var heard = episodes.lastHeard();
        var witnesses = new TreeMap<String, WitnessView>();
        heartbeats
                .all()
                .forEach((witness, beat) -> witnesses.put(witness.label(), WitnessView.of(heard.get(witness), beat)));
        return new Status(
                Instant.now(),
                security.getUserPrincipal().getName(),
                Role.ALL.stream().filter(security::isUserInRole).toList(),
                build.version(),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
                firing,
                Map.of(
                        "prometheus", UpstreamView.of(upstreams.prometheus()),
                        "alertmanager", UpstreamView.of(upstreams.alertmanager())),
                witnesses);
    }
}
