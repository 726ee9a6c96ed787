/**
 * What alerting speaks of: labels and their fingerprint, an alert as one witness told it, and the episode that several
 * reports make. Values only; nothing here knows a database or a network.
 */
package dev.tocsin.alerting.model;
