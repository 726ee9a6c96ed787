package dev.tocsin.ops;

import dev.tocsin.alerting.audit.Actor;
import dev.tocsin.alerting.audit.AuditLog;
import dev.tocsin.alerting.audit.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who signed in and out, in the audit log. Anybody can be refused, as often as he likes: of refusals some a minute are
 * recorded, and the others are counted in the next entry.
 */
@ApplicationScoped
class SignIns {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_REFUSALS = 10;
    private static final int MOST_CHARACTERS = 256;

    private final AuditLog log;
    private final Clock clock;
    private Instant windowBegan = Instant.MIN;
    private int refusals;
    private int unrecorded;

    /** For the CDI proxy. */
    SignIns() {
        log = null;
        clock = null;
    }

    @Inject
    SignIns(AuditLog log) {
        this.log = log;
        this.clock = Clock.systemUTC();
    }

    void signedIn(String user) {
        log.append(
                Actor.user(user),
                Kind.SIGNED_IN,
                Optional.empty(),
                withUnrecorded().build());
    }

    void signedOut(String user) {
        log.append(
                Actor.user(user),
                Kind.SIGNED_OUT,
                Optional.empty(),
                Json.createObjectBuilder().build());
    }

    void refused(String user) {
        if (isOneTooMany()) {
            return;
        }
        var name = user.length() <= MOST_CHARACTERS ? user : user.substring(0, MOST_CHARACTERS);
        log.append(
                Actor.STRANGER,
                Kind.SIGN_IN_REFUSED,
                Optional.empty(),
                withUnrecorded().add("user", name).build());
    }

    private synchronized boolean isOneTooMany() {
        var now = clock.instant();
        if (windowBegan.plus(WINDOW).isBefore(now)) {
            windowBegan = now;
            refusals = 0;
        }
        refusals++;
        if (refusals > MOST_REFUSALS) {
            unrecorded++;
        }
        return refusals > MOST_REFUSALS;
    }

    private synchronized JsonObjectBuilder withUnrecorded() {
        var body = Json.createObjectBuilder();
        if (unrecorded > 0) {
            body.add("refusals_unrecorded", unrecorded);
            unrecorded = 0;
        }
        return body;
    }
}
