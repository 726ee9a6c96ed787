package dev.tocsin.realtime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads STOMP 1.2 frames out of octets, however those are cut into WebSocket messages. It looks at each octet once, holds
 * one frame at most, and after an error it is of no further use.
 */
final class FrameDecoder {

    /** What a frame may hold; the sizes are in octets. */
    record Limits(int maxHeaders, int maxHeaderBytes, int maxBodyBytes) {}

    /** A connection that once got a large body must not hold its room for ever: there are thousands of them. */
    private static final int KEPT_BYTES = 1024;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

    private enum Expecting {
        COMMAND,
        HEADER,
        BODY_UP_TO_NUL,
        BODY_OF_KNOWN_LENGTH,
        NUL
    }

    private final Limits limits;
    private final Consumer<Frame> frames;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private ByteArrayOutputStream body = new ByteArrayOutputStream();

    private Expecting expecting = Expecting.COMMAND;
    private Command command;
    private Map<String, String> headers;
    private int headerCount;
    private int bodyLength;

    FrameDecoder(Limits limits, Consumer<Frame> frames) {
        this.limits = limits;
        this.frames = frames;
    }

    /**
     * Takes the next octets and hands on every frame that they complete.
     *
     * @throws ProtocolException if they are not STOMP 1.2, or go over a limit
     */
    void decode(byte[] octets) {
        int at = 0;
        while (at < octets.length) {
            at = switch (expecting) {
                case COMMAND, HEADER -> readLine(octets, at);
                case BODY_UP_TO_NUL -> readUpToNul(octets, at);
                case BODY_OF_KNOWN_LENGTH -> readKnownLength(octets, at);
                case NUL -> readNul(octets, at);
            };
        }
    }

    /** The receipt that the frame under way asks for, as far as its headers have come. */
    Optional<String> receipt() {
        return expecting == Expecting.COMMAND ? Optional.empty() : Optional.ofNullable(headers.get("receipt"));
    }

    private int readLine(byte[] octets, int from) {
        int at = from;
        while (at < octets.length && octets[at] != '\n' && octets[at] != 0) {
            at++;
        }
        if (line.size() + at - from > limits.maxHeaderBytes()) {
            throw ProtocolException.tooBig("a line of the head is over " + limits.maxHeaderBytes() + " bytes");
        }
        if (at == octets.length) {
            line.write(octets, from, at - from);
            return at;
        }
        if (octets[at] == 0) {
            throw ProtocolException.malformed("NUL before the end of the headers");
        }
        if (line.size() == 0) {
            endLine(octets, from, at);
        } else {
            line.write(octets, from, at - from);
            endLine(line.toByteArray(), 0, line.size());
            line.reset();
        }
        return at + 1;
    }

    private void endLine(byte[] octets, int from, int end) {
        int to = end > from && octets[end - 1] == '\r' ? end - 1 : end;
        if (expecting == Expecting.COMMAND) {
            // Ends of line between frames are allowed; clients send them as heart-beats.
            if (to > from) {
                beginFrame(text(octets, from, to));
            }
        } else if (to == from) {
            endHead();
        } else {
            addHeader(octets, from, to);
        }
    }

    private void beginFrame(String name) {
        command = Command.ofName(name)
                .orElseThrow(() -> ProtocolException.malformed("unknown command " + abbreviated(name)));
        headers = new LinkedHashMap<>();
        headerCount = 0;
        expecting = Expecting.HEADER;
    }

    private void addHeader(byte[] octets, int from, int to) {
        if (++headerCount > limits.maxHeaders()) {
            throw ProtocolException.tooBig("more than " + limits.maxHeaders() + " headers");
        }
        int colon = from;
        while (colon < to && octets[colon] != ':') {
            colon++;
        }
        if (colon == from || colon == to) {
            throw ProtocolException.malformed(
                    "a header is a name, a colon and a value: " + abbreviated(text(octets, from, to)));
        }
        headers.putIfAbsent(unescaped(text(octets, from, colon)), unescaped(text(octets, colon + 1, to)));
    }

    private String unescaped(String text) {
        if (!command.escapesHeaders() || (text.indexOf('\\') < 0 && text.indexOf('\r') < 0)) {
            return text;
        }
        var raw = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r') {
                throw ProtocolException.malformed("a bare carriage return in a header");
            }
            raw.append(c == '\\' ? escaped(++i < text.length() ? text.charAt(i) : '\0') : c);
        }
        return raw.toString();
    }

    /** Undefined escape sequences are a fatal protocol error (STOMP 1.2, "Value Encoding"). */
    private static char escaped(char c) {
        return switch (c) {
            case 'r' -> '\r';
            case 'n' -> '\n';
            case 'c' -> ':';
            case '\\' -> '\\';
            default -> throw ProtocolException.malformed("a header holds an escape sequence that is not defined");
        };
    }

    private void endHead() {
        var length = headers.get("content-length");
        if (length == null) {
            expecting = Expecting.BODY_UP_TO_NUL;
            return;
        }
        if (!NUMBER.matcher(length).matches()) {
            throw ProtocolException.malformed("content-length is not a number of octets");
        }
        if (Long.parseLong(length) > limits.maxBodyBytes()) {
            throw bodyTooBig();
        }
        bodyLength = Integer.parseInt(length);
        expecting = bodyLength == 0 ? Expecting.NUL : Expecting.BODY_OF_KNOWN_LENGTH;
    }

    private int readUpToNul(byte[] octets, int from) {
        int at = from;
        while (at < octets.length && octets[at] != 0) {
            at++;
        }
        if (body.size() + (at - from) > limits.maxBodyBytes()) {
            throw bodyTooBig();
        }
        if (at == octets.length || body.size() > 0) {
            body.write(octets, from, at - from);
        }
        if (at == octets.length) {
            return at;
        }
        endFrame(body.size() > 0 ? takeBody() : Arrays.copyOfRange(octets, from, at));
        return at + 1;
    }

    private int readKnownLength(byte[] octets, int from) {
        int count = Math.min(octets.length - from, bodyLength - body.size());
        body.write(octets, from, count);
        if (body.size() == bodyLength) {
            expecting = Expecting.NUL;
        }
        return from + count;
    }

    private int readNul(byte[] octets, int at) {
        if (octets[at] != 0) {
            throw ProtocolException.malformed("no NUL after the content-length's octets");
        }
        endFrame(takeBody());
        return at + 1;
    }

    private byte[] takeBody() {
        var octets = body.toByteArray();
        if (octets.length > KEPT_BYTES) {
            body = new ByteArrayOutputStream();
        } else {
            body.reset();
        }
        return octets;
    }

    private void endFrame(byte[] content) {
        if (content.length > 0 && !command.mayHaveBody()) {
            throw ProtocolException.malformed(command + " may not have a body");
        }
        expecting = Expecting.COMMAND;
        frames.accept(new Frame(command, headers, content));
    }

    private ProtocolException bodyTooBig() {
        return ProtocolException.tooBig("the body is over " + limits.maxBodyBytes() + " bytes");
    }

    private static String text(byte[] octets, int from, int to) {
        if (isAscii(octets, from, to)) {
            return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ProtocolException.malformed("a line of the head is not UTF-8");
        }
    }

    private static boolean isAscii(byte[] octets, int from, int to) {
        for (int at = from; at < to; at++) {
            if (octets[at] < 0) {
                return false;
            }
        }
        return true;
    }

    private static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
