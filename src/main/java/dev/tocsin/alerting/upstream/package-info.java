/**
 * Prometheus and Alertmanager as this service sees them: typed clients of their HTTP APIs, and whether they can be
 * reached. The browser never talks to either itself.
 */
package dev.tocsin.alerting.upstream;
