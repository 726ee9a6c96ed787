package dev.tocsin.realtime;

import dev.tocsin.realtime.Permissions.Action;
import dev.tocsin.telemetry.Label;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Who the client of one connection is, by its handshake or the token of its CONNECT, and what that one may do. */
final class Admission {

    /** @param outcome how {@code docs/sessions.md} calls it */
    record Admitted(StompSession session, String outcome) {}

    private final Services services;
    private volatile Peer peer;
    private Set<String> groups = Set.of();
    private volatile Instant expiresAt = Instant.MAX;

    /** @param peer by the handshake */
    Admission(Peer peer, Services services) {
        this.peer = peer;
        this.services = services;
    }

    Peer peer() {
        return peer;
    }

    /** Whether the client's token is no longer good. */
    boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /**
     * Lets in whoever may come, to a new session or to the one that it left.
     *
     * @throws ProtocolException if it may not, or there is no room for it
     */
    Admitted admit(Frame connect, Outbox outbox) {
        services.settings().tokens().ifPresent(tokens -> authenticate(tokens, connect));
        var admitted = open(connect, outbox);
        try {
            // What it subscribed to earlier it may meanwhile be allowed no more.
            admitted.session().destinations().forEach(destination -> require(Action.SUBSCRIBE, destination));
        } catch (ProtocolException e) {
            services.sessions().end(admitted.session());
            throw e;
        }
        return admitted;
    }

    /**
     * The destination, if the client may do that there.
     *
     * @throws ProtocolException if it may not
     */
    String require(Action action, String destination) {
        services.settings().permissions().require(action, destination, groups);
        return destination;
    }

    /** The token stands for whoever has signed in otherwise: it is what the client shows of itself. */
    private void authenticate(Tokens tokens, Frame connect) {
        var token = connect.header("passcode")
                .orElseThrow(() -> ProtocolException.unauthorized("CONNECT needs a token as its passcode"));
        var identity = tokens.identify(token, Instant.now());
        peer = new Peer(peer.address(), Optional.of(identity.user()));
        groups = identity.groups();
        expiresAt = identity.expiresAt();
    }

    private Admitted open(Frame connect, Outbox outbox) {
        var token = connect.header(ResumeHeaders.TOKEN);
        if (token.isEmpty() || token.get().equals(ResumeHeaders.NEW)) {
            return new Admitted(services.sessions().open(peer, outbox, token.isPresent()), ResumeHeaders.NEW);
        }
        var received =
                ResumeHeaders.received(connect.header(ResumeHeaders.RECEIVED).orElse(""));
        var resumed = services.sessions().resume(token.get(), received, peer, outbox);
        return new Admitted(resumed.session(), Label.of(resumed.outcome()));
    }
}
