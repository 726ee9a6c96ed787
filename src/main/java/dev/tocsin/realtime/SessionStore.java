package dev.tocsin.realtime;

import java.util.List;
import java.util.Optional;

/**
 * Where sessions are remembered while their client is away. This is the seam for a store that several servers share: the
 * protocol knows nothing of what is behind it.
 */
interface SessionStore {

    /**
     * What a session was when its client went.
     *
     * @param id not secret
     * @param digest of what the client has to know to come back, which is nowhere kept
     */
    record Remembered(String id, String digest, Optional<String> user, List<Entry> subscriptions) {}

    /**
     * One of its subscriptions.
     *
     * @param start where it began, or was at the last return; empty where nothing is kept
     */
    record Entry(String id, String destination, AckMode ack, Optional<Position> start) {}

    /** Remembers a session for as long as a client may take to come back; false if there is no room. */
    boolean save(Remembered session);

    Optional<Remembered> find(String id);

    /** Forgets a session; false if somebody else has done so. */
    boolean remove(String id);

    /** How many are remembered. */
    int size();

    /** Forgets those whose time is over; called now and then. */
    void sweep();
}
