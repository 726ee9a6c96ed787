package dev.tocsin.alerting.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alerting.audit.Truncations.Truncation;
import dev.tocsin.alerting.model.Alert;
import dev.tocsin.alerting.model.Episode;
import dev.tocsin.alerting.model.Labels;
import dev.tocsin.alerting.model.Suppression;
import dev.tocsin.alerting.model.Witness;
import dev.tocsin.alerting.upstream.Outage;
import dev.tocsin.telemetry.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final Instant START = Instant.parse("2026-01-31T03:00:00Z");
    private static final Duration NOTIFIED_WITHIN = Duration.ofSeconds(20);
    private static final Duration REPEATED_WITHIN = Duration.ofMinutes(2);

    private List<Outage> service = List.of();
    private List<Outage> alertmanager = List.of();
    private List<Truncation> truncations = List.of();

    private static Instant second(int second) {
        return START.plusSeconds(second);
    }

    private static Episode episode(Witness witness, int from, int to) {
        return Episode.first(
                witness,
                second(to),
                new Alert(
                        Labels.of(Map.of("alertname", "A", "team", "x")),
                        Map.of(),
                        second(from),
                        Optional.of(second(to)),
                        Optional.of("http://prometheus:9090/graph")));
    }

    private Reason reason(Episode episode, List<Suppression> suppressions, Optional<Episode> earlier) {
        var evidence = new Evidence(NOTIFIED_WITHIN, REPEATED_WITHIN, List.of(), service, alertmanager, truncations);
        return new Explanation(evidence, second(100_000))
                .of(episode, suppressions, earlier)
                .reason();
    }

    private Reason reason(int from, int to) {
        return reason(episode(Witness.DIRECT, from, to), List.of(), Optional.empty());
    }

    @Test
    void withoutAnyEvidenceItIsUnknown() {
        assertThat(reason(0, 600)).isEqualTo(Reason.UNKNOWN);
        assertThat(reason(episode(Witness.WEBHOOK, 0, 600), List.of(), Optional.empty()))
                .isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void whatKeptAlertmanagerQuietComesBeforeAllElse() {
        service = List.of(new Outage(second(0), second(600)));
        for (var kind : Suppression.Kind.values()) {
            assertThat(reason(episode(Witness.DIRECT, 0, 5), List.of(new Suppression(kind, "1")), Optional.empty()))
                    .hasToString(kind.name());
        }
    }

    @Test
    void itIsTooShortUpToTheTimeInWhichAlertmanagerTells() {
        assertThat(reason(0, 20)).isEqualTo(Reason.TOO_SHORT);
        assertThat(reason(0, 21)).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void anOutageExplainsItOnlyIfTryingAgainCameTooLate() {
        alertmanager = List.of(new Outage(second(-100), second(460)));
        assertThat(reason(0, 599)).isEqualTo(Reason.ALERTMANAGER_DOWN);
        assertThat(reason(0, 600)).isEqualTo(Reason.UNKNOWN);
        assertThat(reason(-50, 599)).isEqualTo(Reason.ALERTMANAGER_DOWN);
    }

    @Test
    void anOutageLaterThanWhatWasDueExplainsNothing() {
        service = List.of(new Outage(second(21), second(600)));
        assertThat(reason(0, 600)).isEqualTo(Reason.UNKNOWN);
        assertThat(reason(1, 600)).isEqualTo(Reason.SERVICE_DOWN);
    }

    @Test
    void aTruncatedDeliveryExplainsAnAlertOfItsGroup() {
        truncations = List.of(new Truncation(second(10), Map.of("team", "x"), 1));
        assertThat(reason(0, 600)).isEqualTo(Reason.TRUNCATED);
        truncations = List.of(new Truncation(second(10), Map.of("team", "y"), 1));
        assertThat(reason(0, 600)).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void twoFiringsThatAlertmanagerTakesForOneAreOne() {
        var earlier = episode(Witness.WEBHOOK, -100, 600);
        assertThat(reason(episode(Witness.DIRECT, 0, 600), List.of(), Optional.of(earlier)))
                .isEqualTo(Reason.MERGED);
        assertThat(reason(episode(Witness.DIRECT, 0, 600), List.of(), Optional.of(episode(Witness.WEBHOOK, -100, -5))))
                .isEqualTo(Reason.UNKNOWN);
    }
}
