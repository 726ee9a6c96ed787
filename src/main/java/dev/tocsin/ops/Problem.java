package dev.tocsin.ops;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.StatusType;

/**
 * An error as RFC 9457 has it.
 *
 * @param type always {@code about:blank}: the status says what kind it is
 * @param detail what is wrong with this very request, for a person
 */
public record Problem(String type, String title, int status, String detail) {

    static final String MEDIA_TYPE = "application/problem+json";

    static Response.ResponseBuilder response(StatusType status, String detail) {
        return Response.status(status)
                .type(MEDIA_TYPE)
                .entity(new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail));
    }
}
