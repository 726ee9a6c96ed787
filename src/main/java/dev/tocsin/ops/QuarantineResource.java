package dev.tocsin.ops;

import dev.tocsin.alerting.audit.AuditLog;
import dev.tocsin.alerting.audit.Entry;
import dev.tocsin.alerting.audit.EntryQuery;
import dev.tocsin.alerting.audit.Kind;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;

/** What could not be read of the witnesses' deliveries. */
@Path("/audit/quarantine")
@Produces(MediaType.APPLICATION_JSON)
public class QuarantineResource {

    private static final int MOST = 100;

    /** The newest first. */
    public record Listing(Instant now, List<PoisonView> quarantined) {}

    /**
     * @param seq its place in the audit log
     * @param payload its beginning, untrusted text
     */
    public record PoisonView(
            long seq, Instant receivedAt, String actor, String reason, int characters, String payload) {

        static PoisonView of(Entry entry) {
            var body = json(entry.body());
            return new PoisonView(
                    entry.seq(),
                    entry.recordedAt(),
                    entry.actor(),
                    body.getString("reason"),
                    body.getInt("characters", 0),
                    body.getString("payload"));
        }

        private static JsonObject json(String text) {
            try (var reader = Json.createReader(new StringReader(text))) {
                return reader.readObject();
            }
        }
    }

    private final AuditLog log;

    @Inject
    public QuarantineResource(AuditLog log) {
        this.log = log;
    }

    @GET
    public Listing get() {
        var newest = log.find(EntryQuery.newest(Kind.QUARANTINED, MOST));
        return new Listing(
                Instant.now(), newest.entries().stream().map(PoisonView::of).toList());
    }
}
