package dev.tocsin.telemetry;

/** Why only one side knows of an episode: Prometheus, told or remembered, or those whom Alertmanager notifies. */
public enum Reason {
    /** A silence kept Alertmanager from telling. */
    SILENCED,
    /** Another alert did. */
    INHIBITED,
    /** A time interval did. */
    MUTED,
    /** Alertmanager took it and an earlier firing of the same alert for one. */
    MERGED,
    /** It was over before Alertmanager tells of anything. */
    TOO_SHORT,
    /** The service did not answer while Alertmanager would have told, or could not store what it was told. */
    SERVICE_DOWN,
    ALERTMANAGER_DOWN,
    /** Alertmanager left alerts of its group out of a delivery. */
    TRUNCATED,
    /** Alertmanager was told of it by another than Prometheus. */
    FOREIGN,
    /** None of these. */
    UNKNOWN
}
