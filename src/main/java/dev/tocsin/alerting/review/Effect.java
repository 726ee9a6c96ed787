package dev.tocsin.alerting.review;

import java.util.OptionalLong;

/**
 * What another threshold or another wait would have made of the firings on record.
 *
 * @param stay those that there would have been all the same
 * @param undecided those that still fire, and not for long enough yet
 * @param added firings that there would have been besides; empty where it takes Prometheus to know
 */
public record Effect(long stay, long undecided, Removed removed, OptionalLong added) {

    /**
     * The firings that there would not have been.
     *
     * @param real those that somebody judged to be real
     * @param needless those that somebody judged to be false positives or noise
     * @param answered those that somebody answered, whatever they were
     */
    public record Removed(long all, long real, long needless, long answered) {}
}
