package dev.tocsin.alerting.review;

import java.time.Duration;
import java.util.List;

/**
 * What other waits (a rule's {@code for}) would have done.
 *
 * @param present the rule's own, as Prometheus has it now
 */
public record Waits(Duration present, List<Wait> tried) {

    /** One of them; the present one is tried too, as a proof. */
    public record Wait(Duration hold, Effect effect) {}

    public Waits {
        tried = List.copyOf(tried);
    }
}
