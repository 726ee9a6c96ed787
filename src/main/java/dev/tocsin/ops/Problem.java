package dev.tocsin.ops;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.StatusType;

/**
 * An error as RFC 9457 has it.
 *
 * @param type always {@code about:blank}: the status says what kind it is
 * @param detail what is wrong with this very request, for a person
 * @param current how things stand, where that is what is wrong; otherwise null, and left out
 */
public record Problem(String type, String title, int status, String detail, Object current) {

    static final String MEDIA_TYPE = "application/problem+json";

    static Response.ResponseBuilder response(StatusType status, String detail) {
        return response(status, detail, null);
    }

    static Response.ResponseBuilder response(StatusType status, String detail, Object current) {
        return Response.status(status)
                .type(MEDIA_TYPE)
                .entity(new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail, current));
    }
}
