/**
 * Tests of the whole stack as {@code scripts/monitor.sh} starts it: Open Liberty, Prometheus, Alertmanager and
 * node_exporter are real, durations are shortened, and an HTTP sink stands where Slack and PagerDuty cannot be reached.
 */
package dev.tocsin.stack;
