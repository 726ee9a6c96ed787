package dev.tocsin.realtime;

import dev.tocsin.telemetry.ErrorType;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;

/** A client broke the protocol or a limit; the message is fit for the ERROR frame that tells it. */
final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** "Unauthorized", as IANA has it in the registry of WebSocket close codes. */
    static final CloseCode UNAUTHORIZED = CloseCodes.getCloseCode(3000);

    private static final CloseCode FORBIDDEN = CloseCodes.getCloseCode(3003);

    private final ErrorType type;
    private final transient CloseCode closeCode;

    private ProtocolException(String message, ErrorType type, CloseCode closeCode) {
        super(message, null, false, false);
        this.type = type;
        this.closeCode = closeCode;
    }

    /** What the client sent is not STOMP 1.2. */
    static ProtocolException malformed(String message) {
        return new ProtocolException(message, ErrorType.PROTOCOL, CloseCodes.PROTOCOL_ERROR);
    }

    /** What the client acknowledges it was not sent, or has acknowledged already. */
    static ProtocolException notWaiting() {
        return malformed("no message with this id waits to be acknowledged");
    }

    /** What the client sent is too long. */
    static ProtocolException tooBig(String message) {
        return new ProtocolException(message, ErrorType.LIMIT, CloseCodes.TOO_BIG);
    }

    /** The client asked for more than it is allowed. */
    static ProtocolException overLimit(String message) {
        return new ProtocolException(message, ErrorType.LIMIT, CloseCodes.VIOLATED_POLICY);
    }

    /** The client has not shown who it is. */
    static ProtocolException unauthorized(String message) {
        return new ProtocolException(message, ErrorType.UNAUTHORIZED, UNAUTHORIZED);
    }

    /** The client may not do that. */
    static ProtocolException forbidden(String message) {
        return new ProtocolException(message, ErrorType.UNAUTHORIZED, FORBIDDEN);
    }

    /** There is no room for it now. */
    static ProtocolException busy(String message) {
        return new ProtocolException(message, ErrorType.LIMIT, CloseCodes.TRY_AGAIN_LATER);
    }

    ErrorType type() {
        return type;
    }

    /** What the connection is closed with; a close frame has room for 123 octets (RFC 6455, section 5.5.1). */
    CloseReason closeReason() {
        var ascii = Ascii.printable(getMessage());
        return new CloseReason(closeCode, ascii.length() <= 123 ? ascii : ascii.substring(0, 123));
    }
}
