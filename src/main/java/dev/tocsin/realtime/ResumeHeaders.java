package dev.tocsin.realtime;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The headers of CONNECT and CONNECTED by which a session goes on: {@code docs/sessions.md}. */
final class ResumeHeaders {

    static final String TOKEN = "session-token";

    /** The token of a client that has none yet. */
    static final String NEW = "new";

    static final String RECEIVED = "session-received";

    private ResumeHeaders() {}

    /**
     * Where the client is in its subscriptions: {@code id=message-id&…}, as a form is encoded.
     *
     * @throws ProtocolException if it is not that
     */
    static Map<String, Position> received(String header) {
        var positions = new HashMap<String, Position>();
        if (header.isEmpty()) {
            return positions;
        }
        for (var pair : header.split("&")) {
            int equals = pair.indexOf('=');
            var position = Position.parse(pair.substring(equals + 1));
            if (equals < 1 || position.isEmpty()) {
                throw ProtocolException.malformed(RECEIVED + " is id=message-id&…");
            }
            positions.put(decoded(pair.substring(0, equals)), position.get());
        }
        return positions;
    }

    /** What CONNECTED says. */
    static Map<String, String> answer(StompSession session, String outcome, long timeoutMillis) {
        var headers = new LinkedHashMap<String, String>();
        session.token().ifPresent(token -> {
            headers.put(TOKEN, token);
            headers.put("session-timeout", Long.toString(timeoutMillis));
            headers.put("session-outcome", outcome);
            headers.put("session-subscriptions", encoded(session.subscriptionIds()));
            headers.put("session-trimmed", encoded(session.trimmed()));
        });
        return headers;
    }

    private static String encoded(Collection<String> ids) {
        return ids.stream()
                .map(id -> URLEncoder.encode(id, StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String decoded(String id) {
        try {
            return URLDecoder.decode(id, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ProtocolException.malformed(RECEIVED + " is id=message-id&…");
        }
    }
}
