package dev.tocsin.telemetry;

import java.util.ResourceBundle;

/**
 * The named events of the log, {@code events.properties}: a message's key there is the event's name in
 * {@code app_log_events_total}.
 */
public final class LogEvents {

    static final ResourceBundle MESSAGES = ResourceBundle.getBundle("dev.tocsin.telemetry.events");

    private LogEvents() {}

    /** A logger that takes the name of an event for a message. */
    public static System.Logger logger(Class<?> owner) {
        return System.getLogger(owner.getName(), MESSAGES);
    }
}
