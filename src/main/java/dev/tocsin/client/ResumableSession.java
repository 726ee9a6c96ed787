package dev.tocsin.client;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A session that outlives its connection (docs/sessions.md), for any STOMP client of Java: it says which headers to send
 * with CONNECT, and wants to know what CONNECTED and each MESSAGE say. Thread-safe.
 */
public final class ResumableSession {

    /** What became of the session. */
    public enum Outcome {
        /** It begins. */
        NEW,
        /** It goes on, and nothing is lost. */
        RECOVERED,
        /** It goes on, and some subscriptions have lost messages. */
        TRIMMED,
        /** It was over, or has ended: a new one begins, and what was sent meanwhile is lost. */
        EXPIRED,
        /** The server does not know it: a new one begins, and what was sent meanwhile is lost. */
        UNKNOWN
    }

    /**
     * What CONNECTED says.
     *
     * @param subscriptions that the session has; to subscribe again changes nothing
     * @param trimmed those of them that have lost messages
     */
    public record Connected(Outcome outcome, List<String> subscriptions, List<String> trimmed) {}

    private static final String NONE = "new";

    private final Map<String, String> received = new LinkedHashMap<>();
    private String token = NONE;

    /** The headers that CONNECT has to have beside its own. */
    public synchronized Map<String, String> connectHeaders() {
        return Map.of(
                "session-token",
                token,
                "session-received",
                received.entrySet().stream()
                        .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                        .collect(Collectors.joining("&")));
    }

    /** To be called with the headers of CONNECTED, before any MESSAGE is handled. */
    public synchronized Connected connected(Map<String, String> headers) {
        var outcome = Stream.of(Outcome.values())
                .filter(each -> each.name().equalsIgnoreCase(headers.getOrDefault("session-outcome", "")))
                .findFirst()
                .orElse(Outcome.UNKNOWN);
        if (outcome != Outcome.RECOVERED && outcome != Outcome.TRIMMED) {
            received.clear();
        }
        token = headers.getOrDefault("session-token", NONE);
        return new Connected(
                outcome,
                decoded(headers.getOrDefault("session-subscriptions", "")),
                decoded(headers.getOrDefault("session-trimmed", "")));
    }

    /** To be called with the headers {@code subscription} and {@code message-id} of each MESSAGE. */
    public synchronized void received(String subscription, String messageId) {
        received.put(subscription, messageId);
    }

    /** To be called when the client has unsubscribed. */
    public synchronized void unsubscribed(String subscription) {
        received.remove(subscription);
    }

    /** To be called when the client has sent DISCONNECT, with which the session ends. */
    public synchronized void disconnected() {
        token = NONE;
        received.clear();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> decoded(String ids) {
        return Stream.of(ids.split("&"))
                .filter(id -> !id.isEmpty())
                .map(id -> URLDecoder.decode(id, StandardCharsets.UTF_8))
                .toList();
    }
}
