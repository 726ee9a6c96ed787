/**
 * Numbers over time for a person who looks: the metric behind an alert, how the service does, and which hop from it to
 * whoever is notified is broken. What is asked of Prometheus stands in its rules or here, never in a request.
 */
package dev.tocsin.alerting.chart;
