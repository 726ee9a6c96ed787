package dev.tocsin.alerting.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;

/** Looks through the whole record as it is at one instant; holds one entry at a time. */
final class Verifier {

    private Verifier() {}

    static Verification verify(Connection connection) throws SQLException {
        var head = Head.read(connection);
        var findings = new ArrayList<Verification.Finding>();
        var chain = new ChainCheck(connection, head);
        chain.run().ifPresent(findings::add);
        var projection = new ProjectionCheck(connection);
        projection.run(findings);
        return new Verification(head, chain.entries(), projection.episodes(), findings);
    }
}
