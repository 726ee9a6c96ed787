package dev.tocsin.alerting.witness;

/** What one delivery has of a bound, given back at its end. */
interface Place extends AutoCloseable {
    @Override
    void close();
}
