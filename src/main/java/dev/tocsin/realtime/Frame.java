package dev.tocsin.realtime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A STOMP frame.
 *
 * @param headers unescaped, in order; of a header that came more than once only the first (STOMP 1.2, "Repeated Header
 *     Entries")
 * @param body shared, not copied: whoever holds a frame leaves it as it is
 */
record Frame(Command command, Map<String, String> headers, byte[] body) {

    static final byte[] NO_BODY = {};

    /** A frame without a body. */
    static Frame of(Command command, String... namesAndValues) {
        var headers = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Frame(command, headers, NO_BODY);
    }

    /** An ERROR; {@code receipt} is that of the frame at fault. */
    static Frame error(String version, String message, Optional<String> receipt) {
        var body = message.getBytes(StandardCharsets.UTF_8);
        var length = Integer.toString(body.length);
        var head = of(
                Command.ERROR,
                "version",
                version,
                "content-type",
                "text/plain",
                "content-length",
                length,
                "message",
                message);
        receipt.ifPresent(id -> head.headers().put("receipt-id", id));
        return new Frame(Command.ERROR, head.headers(), body);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** @throws ProtocolException if the header is missing */
    String required(String name) {
        return header(name).orElseThrow(() -> ProtocolException.malformed(command + " needs the header " + name));
    }

    /** Whether the body is UTF-8 and so can go out in a text message. */
    boolean isText() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The frame as it goes over the wire, its NUL included; the body is read as UTF-8. */
    String encode() {
        var text = new StringBuilder(command.name()).append('\n');
        headers.forEach((name, value) -> appendHeader(text, command, name, value));
        return text.append('\n')
                .append(new String(body, StandardCharsets.UTF_8))
                .append('\0')
                .toString();
    }

    static void appendHeader(StringBuilder text, Command command, String name, String value) {
        if (command.escapesHeaders()) {
            appendEscaped(text, name);
            text.append(':');
            appendEscaped(text, value);
        } else {
            text.append(name).append(':').append(value);
        }
        text.append('\n');
    }

    private static void appendEscaped(StringBuilder text, String raw) {
        if (raw.indexOf(':') < 0 && raw.indexOf('\\') < 0 && raw.indexOf('\n') < 0 && raw.indexOf('\r') < 0) {
            text.append(raw);
            return;
        }
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case ':' -> text.append("\\c");
                default -> text.append(c);
            }
        }
    }
}
