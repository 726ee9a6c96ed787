package dev.tocsin.alerting.witness;

import dev.tocsin.alerting.audit.Actor;
import dev.tocsin.alerting.audit.AuditLog;
import dev.tocsin.alerting.audit.Kind;
import dev.tocsin.alerting.model.Witness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Deliveries that cannot be read, kept in the audit log: what a witness tried to tell is evidence too. */
@ApplicationScoped
class Quarantine {

    private static final int KEPT_BYTES = 16 * 1024;

    private final AuditLog log;

    /** The sender tries again and again: the same once more is no news. */
    private final Map<Witness, Integer> last = new ConcurrentHashMap<>();

    /** For the CDI proxy. */
    Quarantine() {
        log = null;
    }

    @Inject
    Quarantine(AuditLog log) {
        this.log = log;
    }

    void put(Witness witness, byte[] payload, String reason) {
        int hash = Arrays.hashCode(payload);
        if (Integer.valueOf(hash).equals(last.put(witness, hash))) {
            return;
        }
        var kept = new String(payload, 0, Math.min(payload.length, KEPT_BYTES), StandardCharsets.UTF_8);
        var body = Json.createObjectBuilder()
                .add("reason", reason)
                .add("bytes", payload.length)
                .add("payload", kept);
        log.append(Actor.witness(witness), Kind.QUARANTINED, Optional.empty(), body.build());
    }
}
