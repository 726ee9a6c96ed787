package dev.tocsin.alerting.completeness;

import dev.tocsin.alerting.audit.Truncations.Truncation;
import dev.tocsin.alerting.upstream.Outage;
import dev.tocsin.alerting.upstream.Silence;
import java.time.Duration;
import java.util.List;

/**
 * What the gaps of one time are explained by.
 *
 * @param notifiedWithin so long Alertmanager may take to tell of an alert
 * @param repeatedWithin so long whoever told in vain may take to tell again
 * @param silences those that Alertmanager still keeps
 */
record Evidence(
        Duration notifiedWithin,
        Duration repeatedWithin,
        List<Silence> silences,
        List<Outage> serviceOutages,
        List<Outage> alertmanagerOutages,
        List<Truncation> truncations) {}
