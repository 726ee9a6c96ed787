package dev.tocsin.realtime;

import java.time.Duration;

/**
 * What the broker keeps.
 *
 * @param maxChannels topics and queues
 * @param maxLogBytes of one topic
 * @param maxQueueBytes of one queue
 * @param maxUnacknowledged messages of one subscription
 * @param maxDeliveries of one message of a queue, before it is given up
 * @param sessionTimeout how long a client may take to come back
 */
record Limits(
        int maxChannels,
        long maxLogBytes,
        long maxQueueBytes,
        int maxUnacknowledged,
        int maxDeliveries,
        Duration sessionTimeout) {}
