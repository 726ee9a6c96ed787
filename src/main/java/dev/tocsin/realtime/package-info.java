/**
 * The WebSocket service: STOMP 1.2 between its clients, over topics and queues, and sessions that outlive a lost
 * connection. Connections, sessions and subscriptions are kept in registries of its own, which the metrics read.
 */
package dev.tocsin.realtime;
