package dev.tocsin.realtime;

import java.util.List;
import java.util.Optional;

/**
 * Where messages go and come from. This is the seam for a relay between several servers: the protocol knows nothing of
 * what is behind it.
 */
interface Broker {

    /**
     * All of them, in this order, or none.
     *
     * @throws ProtocolException if there is no room for one of them
     */
    void publish(List<Message> messages);

    /**
     * A new subscription, which does not begin yet.
     *
     * @param after where the client was; empty for from now on
     * @throws ProtocolException if there is no such destination, or no room for it
     */
    Subscription subscribe(String destination, Subscription.Subscriber subscriber, Optional<Position> after);

    /** Forgets what nobody can come back to any more; called now and then. */
    void sweep();
}
