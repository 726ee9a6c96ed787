package dev.tocsin.realtime;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The commands of STOMP 1.2. */
enum Command {
    CONNECT,
    STOMP,
    SEND,
    SUBSCRIBE,
    UNSUBSCRIBE,
    ACK,
    NACK,
    BEGIN,
    COMMIT,
    ABORT,
    DISCONNECT,
    CONNECTED,
    MESSAGE,
    RECEIPT,
    ERROR;

    private static final Map<String, Command> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

    /** Commands are case-sensitive. */
    static Optional<Command> ofName(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Only these frames may have a body (STOMP 1.2, "Body"). */
    boolean mayHaveBody() {
        return this == SEND || this == MESSAGE || this == ERROR;
    }

    /**
     * All frames but CONNECT and CONNECTED escape their headers, to remain compatible with STOMP 1.0 (STOMP 1.2, "Value
     * Encoding"); STOMP is another name of CONNECT.
     */
    boolean escapesHeaders() {
        return this != CONNECT && this != STOMP && this != CONNECTED;
    }
}
