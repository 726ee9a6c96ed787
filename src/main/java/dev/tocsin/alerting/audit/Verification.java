package dev.tocsin.alerting.audit;

import java.util.List;

/**
 * What a look through the whole record found.
 *
 * @param head where the chain ends; to be compared with what was remembered elsewhere, because whoever can write to the
 *     database can cut the tail together with it
 * @param entries how many entries were read
 * @param episodes how many episodes were replayed
 * @param findings in the log the first place that does not hold, in the episodes up to {@value #MOST_FINDINGS}
 */
public record Verification(Head head, long entries, long episodes, List<Finding> findings) {

    static final int MOST_FINDINGS = 100;

    /** What was done to a row. */
    public enum Fault {
        CHANGED,
        MISSING,
        INSERTED,
        REORDERED
    }

    /**
     * One place that is not as it was written.
     *
     * @param table of the database
     * @param row the entry's place, or the episode
     * @param detail for a person
     */
    public record Finding(String table, String row, Fault fault, String detail) {}

    public Verification {
        findings = List.copyOf(findings);
    }

    public boolean holds() {
        return findings.isEmpty();
    }
}
