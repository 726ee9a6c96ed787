package dev.tocsin.alerting.response;

import dev.tocsin.alerting.audit.StaleRevisionException;
import dev.tocsin.alerting.upstream.UpstreamException;
import java.util.Optional;

/** Tries one thing after the other; what fails holds up no other, and is tried again the next time. */
final class Attempts {

    private Optional<RuntimeException> failure = Optional.empty();

    void at(Runnable work) {
        if (failure.filter(Attempts::isAway).isPresent()) {
            // Each more would wait for as long as the first did.
            return;
        }
        try {
            work.run();
        } catch (StaleRevisionException e) {
            // Somebody was faster: the next time sees what he did.
        } catch (RuntimeException e) {
            failure = Optional.of(e);
        }
    }

    /** What went wrong last. */
    Optional<RuntimeException> failure() {
        return failure;
    }

    private static boolean isAway(RuntimeException failure) {
        return failure instanceof UpstreamException upstream && upstream.isAway();
    }
}
