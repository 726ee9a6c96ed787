/**
 * What the record teaches: how often alerts fire, who answers and how fast, what was noise, and what another threshold or
 * another wait would have done. What every figure means stands in docs/review.md.
 */
package dev.tocsin.alerting.review;
