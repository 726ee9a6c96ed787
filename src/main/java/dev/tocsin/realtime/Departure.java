package dev.tocsin.realtime;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The end of one connection, because the service stops. */
@FunctionalInterface
public interface Departure {

    /**
     * Writes what waits for the client, then closes 1012.
     *
     * @param closers for closing, which blocks
     * @param limit so long the writing may take; after it the rest is dropped
     * @return done when the close frame is written, or cannot be
     */
    CompletionStage<Void> begin(Executor closers, Duration limit);
}
