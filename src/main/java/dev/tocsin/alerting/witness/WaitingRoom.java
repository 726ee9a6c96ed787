package dev.tocsin.alerting.witness;

import java.util.Optional;
import java.util.concurrent.Semaphore;

/** How much may be read and wait for the disk at once; beyond it a sender is told to come again, and memory stays as it is. */
final class WaitingRoom {

    /** A small delivery counts for so much: it holds a thread too, of which the server has so many (server.xml). */
    static final int LEAST_BYTES = 512 * 1024;

    private final int bytes;
    private final Semaphore free;

    WaitingRoom(int bytes) {
        this.bytes = bytes;
        this.free = new Semaphore(bytes);
    }

    /** Empty if there is no room now. */
    Optional<Place> take(int deliveryBytes) {
        int taken = Math.min(bytes, Math.max(LEAST_BYTES, deliveryBytes));
        return free.tryAcquire(taken) ? Optional.of(() -> free.release(taken)) : Optional.empty();
    }
}
