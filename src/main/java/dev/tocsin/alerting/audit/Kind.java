package dev.tocsin.alerting.audit;

import java.util.Locale;
import java.util.Set;

/** What an entry of the log tells. A kind more needs no change of the schema; a kind is never renamed. */
public enum Kind {
    /** A witness told of an episode for the first time; of Alertmanager's webhook it is {@link #NOTIFIED}. */
    FIRED,
    /** Alertmanager's webhook told of an episode for the first time: somebody was notified. */
    NOTIFIED,
    /** Alertmanager told somebody further, as nobody had answered. */
    ESCALATED,
    /** A witness told an end, or another one than before. */
    RESOLVED,
    /** A witness's word made an episode that had ended an open one again. */
    REOPENED,
    /** The same alert fired anew, which is the latest possible end of the episode. */
    REFIRED,
    /** What an episode had come to, before the entries that it came from were pruned. */
    CARRIED,
    /** The entries up to one were deleted, as the retention says. */
    PRUNED,
    STARTED,
    STOPPED,
    /** Somebody had the service emptied of its connections and stopped. */
    DRAINED,
    SIGNED_IN,
    SIGN_IN_REFUSED,
    SIGNED_OUT,
    /** A delivery that could not be read. */
    QUARANTINED,
    /** Somebody took an episode on; until when is in the body. */
    ACKNOWLEDGED,
    /** Somebody took an acknowledgement back. */
    UNACKNOWLEDGED,
    /** An acknowledgement's time was over while the alert fired. */
    ACKNOWLEDGEMENT_EXPIRED,
    NOTED,
    SILENCED,
    SILENCE_EXTENDED,
    SILENCE_EXPIRED,
    RESOLVED_BY_HAND,
    JUDGED,
    DRILLED;

    /** What people do about one episode. */
    static final Set<Kind> OF_RESPONSE =
            Set.of(ACKNOWLEDGED, UNACKNOWLEDGED, ACKNOWLEDGEMENT_EXPIRED, NOTED, RESOLVED_BY_HAND, JUDGED);

    /** As the log has it: lower case, dashed. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
