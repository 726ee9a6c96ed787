/**
 * Takes the word of the witnesses: Alertmanager's webhook and Prometheus itself. Each delivery is checked, read and on
 * the disk before it is answered 2xx.
 */
package dev.tocsin.alerting.witness;
