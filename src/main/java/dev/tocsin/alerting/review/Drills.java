package dev.tocsin.alerting.review;

/** Whether episodes that were judged to be drills are in the figures. */
public enum Drills {
    /** They are counted, and in no other figure: the usual. */
    WITHOUT,
    /** They are like all others. */
    WITH,
    /** Nothing else is. */
    ONLY
}
