package dev.tocsin.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.IntSupplier;

/** Takes the place of the one that counts: the same service, unmeasured. */
@ApplicationScoped
public class RealtimeMetrics {

    public void observe(IntSupplier activeConnections, IntSupplier sessionsTracked) {}

    public void connectionOpened() {}

    public void connectionClosed(Closing.Initiator initiator, int code) {}

    public void messageAccepted() {}

    public void messagesDelivered(int count) {}

    public void sessionResumed(ResumeOutcome outcome) {}

    public void error(ErrorType type) {}
}
