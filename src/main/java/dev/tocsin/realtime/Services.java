package dev.tocsin.realtime;

import dev.tocsin.telemetry.RealtimeMetrics;

/**
 * What the connections share.
 *
 * @param outboxes the budget of what waits to be written
 * @param stored the budget of all that is kept
 */
record Services(
        Broker broker,
        SessionStore store,
        Handover handover,
        Sessions sessions,
        Budget outboxes,
        Budget stored,
        RealtimeMetrics metrics,
        FaultLog faults,
        Settings settings) {}
