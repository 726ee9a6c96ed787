/**
 * The record of every alert, kept in a database: what was told is on disk before it is acknowledged. Whoever wants to
 * know what happened asks here.
 */
package dev.tocsin.alerting.audit;
