/**
 * Sees to it that the record misses nothing: what no witness told is taken from what Prometheus remembers and from what
 * Alertmanager lists, and what only one side knows is explained.
 */
package dev.tocsin.alerting.completeness;
