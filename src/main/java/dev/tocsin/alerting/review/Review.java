package dev.tocsin.alerting.review;

import dev.tocsin.alerting.model.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a period comes to.
 *
 * @param recordBegins when the oldest episode on record began
 * @param notes what could not be computed, and why
 * @param severities those of which there was any firing
 * @param alerts by name and severity, those that fired most first
 * @param beyond firings of alerts that are not listed: too many names
 * @param hours firings by the day of the week, Monday first, and the hour of the day, both in the period's zone
 * @param responders those who answered, who answered most first
 * @param deliveries what Alertmanager sent; empty if Prometheus does not know
 * @param silentRules rules of which nothing fired; empty if Prometheus does not say which there are
 */
public record Review(
        Instant now,
        Period period,
        Optional<Form> form,
        Optional<Instant> recordBegins,
        List<String> notes,
        Figures total,
        Map<Severity, Figures> severities,
        List<Reviewed> alerts,
        long beyond,
        List<List<Integer>> hours,
        List<Responder> responders,
        Optional<List<Delivery>> deliveries,
        Optional<List<String>> silentRules,
        List<Proposal> proposals) {

    /** One alert's name with one severity; without waits if Prometheus has no rule for it, or several. */
    public record Reviewed(String name, Severity severity, Instant lastAt, Figures figures, Optional<Waits> waits) {}

    /** Somebody who answered, and how fast. */
    public record Responder(String by, Times toAnswer) {}

    /** What a kind of channel was sent by Alertmanager, and how often it failed, by Prometheus's estimate. */
    public record Delivery(String integration, long sent, long failed) {

        public Optional<Proportion> delivered() {
            return Proportion.of(Math.max(0, sent - failed), sent);
        }
    }

    /** The same with what the back-tests of its alerts propose. */
    public Review with(Map<Reviewed, BackTest> tests) {
        var all = new ArrayList<>(proposals);
        tests.forEach((alert, test) -> Proposals.threshold(alert, test).ifPresent(all::add));
        return new Review(
                now,
                period,
                form,
                recordBegins,
                notes,
                total,
                severities,
                alerts,
                beyond,
                hours,
                responders,
                deliveries,
                silentRules,
                Proposals.sorted(all, form));
    }
}
