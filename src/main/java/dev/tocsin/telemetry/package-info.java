/**
 * The one catalogue of the metrics that the application exports, and the classes that keep them. Everything that counts
 * goes through here, so that no label can grow without bound and every name is written once.
 */
package dev.tocsin.telemetry;
