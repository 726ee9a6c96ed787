package dev.tocsin.telemetry;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Those of the service, which can be switched off: the same process with them and without, so that nothing else differs. */
@Alternative
@Priority(1)
@Dependent
public class SwitchableMetrics extends RealtimeMetrics {

    private static volatile boolean isOn = true;

    @Inject
    public SwitchableMetrics(MetricRegistry registry) {
        super(registry);
    }

    static void switchTo(boolean on) {
        isOn = on;
    }

    @Override
    public void connectionOpened() {
        if (isOn) {
            super.connectionOpened();
        }
    }

    @Override
    public void connectionClosed(Closing.Initiator initiator, int code) {
        if (isOn) {
            super.connectionClosed(initiator, code);
        }
    }

    @Override
    public void messageAccepted() {
        if (isOn) {
            super.messageAccepted();
        }
    }

    @Override
    public void messagesDelivered(int count) {
        if (isOn) {
            super.messagesDelivered(count);
        }
    }

    @Override
    public void sessionResumed(ResumeOutcome outcome) {
        if (isOn) {
            super.sessionResumed(outcome);
        }
    }

    @Override
    public void error(ErrorType type) {
        if (isOn) {
            super.error(type);
        }
    }
}
