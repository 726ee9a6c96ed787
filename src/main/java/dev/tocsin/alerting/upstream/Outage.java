package dev.tocsin.alerting.upstream;

import java.time.Instant;

/** A time in which Prometheus found a program down. */
public record Outage(Instant from, Instant to) {

    public boolean overlaps(Instant start, Instant end) {
        return !from.isAfter(end) && !to.isBefore(start);
    }
}
