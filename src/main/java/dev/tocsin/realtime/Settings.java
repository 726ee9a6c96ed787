package dev.tocsin.realtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What the WebSocket service allows; docs/reference.md has the table.
 *
 * @param connections how many connections there may be
 * @param limits what the broker keeps
 * @param maxMessageBytes of a WebSocket message; a frame may be spread over several
 * @param frame what a STOMP frame may hold
 * @param maxSubscriptions of one connection
 * @param maxMessageRate frames a second that a connection may send
 * @param maxTransactions of one connection at a time
 * @param maxTransactionBytes of all of them
 * @param maxOutboxBytes what may wait for one client to read it
 * @param maxOutboxesBytes the same, for all together
 * @param maxStoredBytes what logs, queues, transactions and remembered sessions may hold together
 * @param sendTimeout how long one write to a client may take, for which a close waits
 * @param connectTimeout how long a client may take to send CONNECT
 * @param heartBeat the server's, and the client's that it asks for; zero for none
 * @param pingInterval a client that nothing came from for so long is pinged, and gone after as long again; zero for never
 * @param tokens what makes a token good; without it none is asked for
 * @param permissions who may send and subscribe where
 * @param allowedOrigins pages that may connect, beyond this service's own
 */
record Settings(
        ConnectionLimits connections,
        Limits limits,
        int maxMessageBytes,
        FrameDecoder.Limits frame,
        int maxSubscriptions,
        int maxMessageRate,
        int maxTransactions,
        long maxTransactionBytes,
        int maxOutboxBytes,
        long maxOutboxesBytes,
        long maxStoredBytes,
        Duration sendTimeout,
        Duration connectTimeout,
        Duration heartBeat,
        Duration pingInterval,
        Optional<Tokens> tokens,
        Permissions permissions,
        Set<String> allowedOrigins) {

    /**
     * How many connections there may be.
     *
     * @param max in all
     * @param maxPerAddress from one network address
     * @param maxPerUser of one who has signed in
     */
    record ConnectionLimits(int max, int maxPerAddress, int maxPerUser) {}

    /** @param value of a setting by its name without {@code tocsin.realtime.}; empty if it has none */
    static Settings of(UnaryOperator<String> value) {
        var read = new Reader(value);
        return new Settings(
                new ConnectionLimits(
                        read.number("max-connections"),
                        read.number("max-connections-per-address"),
                        read.number("max-connections-per-user")),
                new Limits(
                        read.number("max-channels"),
                        read.number("max-log-bytes"),
                        read.number("max-queue-bytes"),
                        read.number("max-unacknowledged"),
                        read.number("max-deliveries"),
                        read.duration("session-timeout")),
                read.number("max-message-bytes"),
                new FrameDecoder.Limits(
                        read.number("max-headers"), read.number("max-header-bytes"), read.number("max-body-bytes")),
                read.number("max-subscriptions"),
                read.number("max-message-rate"),
                read.number("max-transactions"),
                read.number("max-transaction-bytes"),
                read.number("max-outbox-bytes"),
                read.number("max-outboxes-bytes"),
                read.number("max-stored-bytes"),
                read.duration("send-timeout"),
                read.duration("connect-timeout"),
                read.duration("heart-beat"),
                read.duration("ping-interval"),
                read.tokens(),
                Permissions.parse(value.apply("permissions")),
                read.set("allowed-origins"));
    }

    private record Reader(UnaryOperator<String> value) {

        int number(String name) {
            var text = value.apply(name);
            if (!text.matches("[1-9]\\d{0,8}")) {
                throw new IllegalArgumentException(
                        "tocsin.realtime." + name + " must be a number from 1 to 999999999, not " + text);
            }
            return Integer.parseInt(text);
        }

        Duration duration(String name) {
            return Duration.parse(value.apply(name));
        }

        Optional<Tokens> tokens() {
            var key = value.apply("token-key-file");
            return key.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Tokens(Path.of(key), required("token-issuer"), required("token-audience")));
        }

        String required(String name) {
            var text = value.apply(name);
            if (text.isEmpty()) {
                throw new IllegalArgumentException("tocsin.realtime." + name + " is needed with a token-key-file");
            }
            return text;
        }

        Set<String> set(String name) {
            return Arrays.stream(value.apply(name).split(","))
                    .filter(each -> !each.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        }
    }
}
