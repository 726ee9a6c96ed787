package dev.tocsin.realtime;

import java.time.Duration;
import java.util.Set;

/**
 * The limits of the WebSocket service, {@code tocsin.realtime.*}; docs/reference.md says what happens at each.
 *
 * @param maxConnections open connections in all
 * @param maxSubscriptions of one connection
 * @param frame what one STOMP frame may hold
 * @param maxOutboxBytes what may wait for one client to read it
 * @param connectTimeout how long a client may take to send CONNECT
 * @param allowedOrigins pages that may connect, beyond this service's own
 */
record Settings(
        int maxConnections,
        int maxSubscriptions,
        FrameDecoder.Limits frame,
        int maxOutboxBytes,
        Duration connectTimeout,
        Set<String> allowedOrigins) {}
