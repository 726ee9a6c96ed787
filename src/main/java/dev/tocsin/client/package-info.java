/**
 * For Java programs that are clients of the WebSocket service: what they need to come back for their session. A jar of its
 * own, which needs nothing; the service does not use it.
 */
package dev.tocsin.client;
