package dev.tocsin.alerting.chart;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.tocsin.alerting.upstream.Measurements;
import dev.tocsin.alerting.upstream.UpstreamException;
import dev.tocsin.alerting.upstream.WatchingRule;
import dev.tocsin.alerting.upstream.WatchingRule.Active;
import dev.tocsin.alerting.upstream.Window;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Which hop of the way of an alert is broken, by the rules that watch it: one that is pending says so already. A channel
 * works when it has taken something, and no sooner.
 */
@ApplicationScoped
public class Hops {

    /** What each channel of Alertmanager has taken, by {@code integration}. */
    public static final String ACCEPTED = "sum by (integration) (integration:alertmanager_accepted_requests:total)";

    /** The rules that are read here. */
    public static final Set<String> WATCHING = Set.of(
            "ServiceDown",
            "PrometheusRuleFailures",
            "PrometheusMissingRuleEvaluations",
            "PrometheusBadConfig",
            "PrometheusErrorSendingAlerts",
            "AlertmanagerDown",
            "AlertmanagerFailedReload",
            "AlertmanagerFailedToSendAlerts");

    private static final String INTEGRATION = "integration";
    private static final String ALERTMANAGER = "alertmanager";

    private final Measurements measurements;
    private final String job;
    private final Clock clock;
    private final Recent<String, List<Hop>> recent;

    /**
     * What Prometheus knows.
     *
     * @param accepted how much each channel has taken since Alertmanager's start; empty if nobody reads Alertmanager
     * @param instances of the service
     */
    record Known(List<WatchingRule> rules, Map<String, BigDecimal> accepted, Set<String> instances) {

        /** Prometheus has the service for one more Alertmanager. */
        private boolean isToService(Active alert) {
            var address = alert.labels().getOrDefault(ALERTMANAGER, "");
            return instances.stream().anyMatch(address::contains);
        }
    }

    /** For the CDI proxy. */
    Hops() {
        measurements = null;
        job = null;
        clock = null;
        recent = null;
    }

    @Inject
    Hops(
            Measurements measurements,
            @ConfigProperty(name = "tocsin.completeness.service-job") String job,
            @ConfigProperty(name = "tocsin.charts.max-age") Duration age) {
        this.measurements = measurements;
        this.job = job;
        this.clock = Clock.systemUTC();
        this.recent = new Recent<>(age, 1, clock);
    }

    /** All of them, also while Prometheus does not answer: nothing is known then but that. */
    public List<Hop> all() {
        return recent.get("", this::ask);
    }

    private List<Hop> ask() {
        try {
            var now = Window.at(clock.instant());
            var accepted = measurements.range(ACCEPTED, now).stream()
                    .collect(toMap(
                            series -> series.labels().getOrDefault(INTEGRATION, ""),
                            series -> series.values().lastEntry().getValue(),
                            BigDecimal::max));
            var instances = measurements.range("up{job=\"" + job + "\"}", now).stream()
                    .map(series -> series.labels().getOrDefault("instance", ""))
                    .collect(toSet());
            return judge(new Known(measurements.rules(), accepted, instances));
        } catch (UpstreamException e) {
            return Stream.of(Hop.Id.values())
                    .map(id -> Hop.unknown(id, e.getMessage()))
                    .toList();
        }
    }

    static List<Hop> judge(Known known) {
        return List.of(
                hop(Hop.Id.SCRAPE, known, "Prometheus reads the service", alert -> true, "ServiceDown"),
                rulesHop(known),
                hop(
                        Hop.Id.ALERTMANAGER,
                        known,
                        "Alertmanager takes what Prometheus sends",
                        alert -> !known.isToService(alert),
                        "AlertmanagerDown",
                        "PrometheusErrorSendingAlerts",
                        "AlertmanagerFailedReload"),
                channel(Hop.Id.SLACK, "slack", known),
                channel(Hop.Id.PAGERDUTY, "pagerduty", known),
                channel(Hop.Id.WEBHOOK, "webhook", known),
                hop(
                        Hop.Id.DIRECT,
                        known,
                        "the service takes what Prometheus sends",
                        known::isToService,
                        "PrometheusErrorSendingAlerts"));
    }

    /** A rule that cannot be evaluated says so itself, at once. */
    private static Hop rulesHop(Known known) {
        var failing =
                known.rules().stream().filter(rule -> !rule.fault().isEmpty()).findFirst();
        if (failing.isPresent()) {
            var rule = failing.get();
            return new Hop(Hop.Id.RULES, Hop.State.BROKEN, rule.name() + ": " + rule.fault(), Optional.empty());
        }
        return hop(
                Hop.Id.RULES,
                known,
                known.rules().size() + " rules that make alerts are evaluated",
                alert -> true,
                "PrometheusRuleFailures",
                "PrometheusMissingRuleEvaluations",
                "PrometheusBadConfig");
    }

    private static Hop channel(Hop.Id id, String integration, Known known) {
        var hop = hop(
                id,
                known,
                "has taken what Alertmanager sent",
                alert -> integration.equals(alert.labels().get(INTEGRATION)),
                "AlertmanagerFailedToSendAlerts");
        if (hop.state() != Hop.State.WORKS) {
            return hop;
        }
        if (known.accepted().isEmpty()) {
            return Hop.unknown(id, "Alertmanager does not tell what it sends");
        }
        var taken = known.accepted().getOrDefault(integration, BigDecimal.ZERO);
        return taken.signum() > 0 ? hop : Hop.unknown(id, "has been sent nothing since Alertmanager started");
    }

    private static Hop hop(Hop.Id id, Known known, String works, Predicate<Active> concerns, String... watching) {
        var names = Set.of(watching);
        var loaded = known.rules().stream()
                .filter(rule -> names.contains(rule.name()))
                .toList();
        if (loaded.isEmpty()) {
            return Hop.unknown(id, "Prometheus has no rule that watches it");
        }
        return loaded.stream()
                .flatMap(rule -> rule.alerts().stream())
                .filter(concerns)
                .min(Comparator.comparing(Active::activeAt))
                .map(alert -> new Hop(id, Hop.State.BROKEN, alert.description(), Optional.of(alert.activeAt())))
                .orElseGet(() -> Hop.works(id, works));
    }
}
