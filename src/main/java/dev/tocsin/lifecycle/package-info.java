/**
 * Stopping well: the service is drained, so that clients are told before the container cuts them off, and how long a
 * shutdown took is remembered.
 */
package dev.tocsin.lifecycle;
