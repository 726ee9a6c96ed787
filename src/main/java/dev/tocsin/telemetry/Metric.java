package dev.tocsin.telemetry;

import java.util.Set;
import org.eclipse.microprofile.metrics.Metadata;

/**
 * Every metric of the application by its exact name in {@code /metrics}, its type, labels and help text. Prometheus sees
 * one label more on each, {@code mp_scope="application"}.
 */
public enum Metric {
    ACTIVE_CONNECTIONS("app_active_connections", Type.GAUGE, "Open WebSocket connections."),
    CONNECTIONS_OPENED("app_connections_opened_total", Type.COUNTER, "WebSocket connections opened."),
    CONNECTIONS_CLOSED(
            "app_connections_closed_total",
            Type.COUNTER,
            "WebSocket connections closed, by who closed them and the close code.",
            "initiator",
            "code"),
    MESSAGES("app_messages_total", Type.COUNTER, "Messages accepted from clients."),
    MESSAGES_DELIVERED("app_messages_delivered_total", Type.COUNTER, "Messages written to clients."),
    ERRORS("app_errors_total", Type.COUNTER, "Errors, by type.", "type"),
    SESSIONS_TRACKED(
            "app_sessions_tracked",
            Type.GAUGE,
            "STOMP sessions, connected or remembered until their client comes back."),
    SESSION_RESUMES(
            "app_session_resumes_total",
            Type.COUNTER,
            "Clients that came back for their session, by outcome.",
            "outcome"),
    SHUTDOWN_DURATION(
            "app_shutdown_duration_seconds", Type.HISTOGRAM, "Graceful shutdowns, counted on across restarts."),
    RESIDENT_MEMORY("process_resident_memory_bytes", Type.GAUGE, "Resident memory of the process."),
    VIRTUAL_MEMORY("process_virtual_memory_bytes", Type.GAUGE, "Virtual memory of the process."),
    MEMORY_LIMIT("process_memory_limit_bytes", Type.GAUGE, "Memory limit of the control group; absent without one."),
    START_TIME("process_start_time_seconds", Type.GAUGE, "Start of the process, in seconds since the epoch."),
    OPEN_FILES("process_open_fds", Type.GAUGE, "Open file descriptors."),
    MAX_FILES("process_max_fds", Type.GAUGE, "Most file descriptors that the process may open."),
    LOG_EVENTS(
            "app_log_events_total",
            Type.COUNTER,
            "Warnings and errors that were logged, by the name of the event.",
            "level",
            "event"),
    ALERT_DELIVERIES(
            "app_alert_deliveries_total",
            Type.COUNTER,
            "Deliveries of alerts, by the witness that took them and what became of them.",
            "witness",
            "outcome"),
    ALERT_HEARTBEAT_AGE(
            "app_alert_heartbeat_age_seconds",
            Type.GAUGE,
            "Seconds since the Watchdog was last told of, or since the start, by witness.",
            "witness"),
    ALERT_HEARTBEAT_TIMEOUT(
            "app_alert_heartbeat_timeout_seconds",
            Type.GAUGE,
            "Seconds after its last Watchdog from which a witness is taken for lost."),
    ALERT_TRUNCATED("app_alert_truncated_total", Type.COUNTER, "Alerts that Alertmanager left out of a delivery."),
    ALERT_RECONCILIATIONS(
            "app_alert_reconciliations_total",
            Type.COUNTER,
            "Comparisons of the record with what Prometheus (backfill) or Alertmanager (poll) lists.",
            "witness",
            "outcome"),
    ALERT_RECONCILED(
            "app_alert_reconciled_total",
            Type.COUNTER,
            "What such a comparison added to the record: alerts that nobody had told, and ends.",
            "witness",
            "what"),
    ALERT_ONE_SIDED(
            "app_alert_episodes_one_sided",
            Type.GAUGE,
            "Episodes of the last day that only one side knows, Prometheus or the notified, by reason.",
            "reason"),
    ALERT_RESPONSES(
            "app_alert_responses_total",
            Type.COUNTER,
            "What people asked to do about alerts, and what became of it.",
            "action",
            "outcome"),
    ALERT_CHAIN_LENGTH("app_alert_chain_length", Type.GAUGE, "Entries of the audit log since its beginning."),
    ALERT_CHAIN_HEAD(
            "app_alert_chain_head",
            Type.GAUGE,
            "The first 13 hexadecimal digits of the hash of the audit log's last entry, as a number."),
    ALERT_FIRINGS("app_alert_firings", Type.GAUGE, "Alerts that began to fire in the last 30 days.", "severity"),
    ALERT_VERDICTS(
            "app_alert_verdicts",
            Type.GAUGE,
            "What people judged alerts of the last 30 days to be; none is those that nobody judged.",
            "severity",
            "verdict"),
    ALERT_ANSWERS(
            "app_alert_answers",
            Type.GAUGE,
            "Whether alerts of the last 30 days were answered in time, where an answer was due.",
            "severity",
            "outcome"),
    ALERT_TIME_TO_ANSWER(
            "app_alert_time_to_answer_seconds",
            Type.GAUGE,
            "From an alert's start to somebody's first answer, in the last 30 days; no number of none.",
            "severity",
            "statistic"),
    ALERT_TIME_TO_RESOLVE(
            "app_alert_time_to_resolve_seconds",
            Type.GAUGE,
            "From start to end of alerts that somebody answered, in the last 30 days; no number of none.",
            "severity",
            "statistic"),
    ALERT_REPORTS(
            "app_alert_reports_total",
            Type.COUNTER,
            "Reports that were due, and whether they were written.",
            "form",
            "outcome"),
    STREAMS_OPEN("app_streams_open", Type.GAUGE, "Streams of events that are open to the page."),
    STREAMS_ENDED("app_streams_ended_total", Type.COUNTER, "Streams that ended or were refused, by reason.", "reason"),
    BUILD_INFO("app_build_info", Type.GAUGE, "Always 1; tells version and revision.", "version", "revision");

    /** Types as {@code /metrics} names them. */
    public enum Type {
        GAUGE,
        COUNTER,
        HISTOGRAM
    }

    private final String exposed;
    private final Type type;
    private final String help;
    private final Set<String> labels;

    Metric(String exposed, Type type, String help, String... labels) {
        this.exposed = exposed;
        this.type = type;
        this.help = help;
        this.labels = Set.of(labels);
    }

    /** The name in {@code /metrics}, without the suffixes that a histogram's series add. */
    public String exposed() {
        return exposed;
    }

    public Type type() {
        return type;
    }

    /** The label names, without {@code mp_scope}. */
    public Set<String> labels() {
        return labels;
    }

    /** What MicroProfile Metrics registers; it adds {@code _seconds} to a timer's name itself. */
    Metadata metadata() {
        var name = type == Type.HISTOGRAM ? exposed.substring(0, exposed.length() - "_seconds".length()) : exposed;
        return Metadata.builder().withName(name).withDescription(help).build();
    }
}
