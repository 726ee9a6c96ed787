package dev.tocsin.alerting.completeness;

import dev.tocsin.alerting.model.Episode;
import dev.tocsin.telemetry.Reason;

/**
 * An episode that only one side knows.
 *
 * @param isNotified whether the side that knows it is Alertmanager's
 * @param detail such as the silence's id; may be empty
 */
public record Gap(Episode episode, boolean isNotified, Reason reason, String detail) {}
