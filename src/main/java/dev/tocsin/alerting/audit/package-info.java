/**
 * The record of everything that happened, kept in a database: an append-only log, each entry chained to the one before
 * by its hash, and the episodes that it comes to. What was told is on disk before it is acknowledged, and whoever wants
 * to know what happened, or whether the record was altered, asks here.
 */
package dev.tocsin.alerting.audit;
