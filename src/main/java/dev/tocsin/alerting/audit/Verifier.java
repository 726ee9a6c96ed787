package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.audit.Verification.Fault;
import dev.tocsin.alerting.audit.Verification.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;

/** Looks through the whole record as it is at one instant; holds one entry at a time. */
final class Verifier {

    private Verifier() {}

    static Verification verify(Connection connection) throws SQLException {
        var findings = new ArrayList<Finding>();
        var known = Head.find(connection);
        if (known.isEmpty()) {
            findings.add(new Finding("audit_head", "1", Fault.MISSING, "where the chain ends is not known"));
        }
        var head = known.orElse(Head.OF_NOTHING);
        var chain = new ChainCheck(connection, head);
        chain.run().ifPresent(findings::add);
        try (var projection = new ProjectionCheck(connection)) {
            projection.run(findings);
            return new Verification(head, chain.entries(), projection.episodes(), findings);
        }
    }
}
