package dev.tocsin.alerting.witness;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much is parsed and written at once; the others wait as the bytes they came as. Parsed alerts take many times the
 * room, and what is alive at a collection stops the WebSocket service too while it is copied.
 */
final class Turns {

    private final int bytes;
    private final Duration patience;
    private final Semaphore free;

    /** @param patience so long a delivery waits for its turn */
    Turns(int bytes, Duration patience) {
        this.bytes = bytes;
        this.patience = patience;
        this.free = new Semaphore(bytes, true);
    }

    /** Waits until it is the delivery's turn, in the order of their coming; empty if that takes too long. */
    Optional<Place> await(int deliveryBytes) {
        int taken = Math.min(bytes, deliveryBytes);
        try {
            return free.tryAcquire(taken, patience.toNanos(), TimeUnit.NANOSECONDS)
                    ? Optional.of(() -> free.release(taken))
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
