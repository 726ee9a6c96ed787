/**
 * A review as a page to print and to keep: the story of a period, told by its figures, with what the monitoring itself
 * missed; and the schedule by which such pages are written.
 */
package dev.tocsin.alerting.report;
