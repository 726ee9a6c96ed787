package dev.tocsin.ops;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Arrays;
import java.util.Optional;

/** Who asks for a change of which alert, and what he has seen of it. */
public class Asked {

    @PathParam("id")
    private String id;

    @HeaderParam(HttpHeaders.IF_MATCH)
    private String ifMatch;

    @Context
    private SecurityContext security;

    String id() {
        return id;
    }

    /** The name that he signed in with: nobody acts under another. */
    String user() {
        return security.getUserPrincipal().getName();
    }

    /** Whether he has seen a revision, as RFC 9110 compares; empty if he does not say. */
    Optional<Boolean> hasSeen(long revision) {
        return Optional.ofNullable(ifMatch)
                .map(header -> Arrays.stream(header.split(","))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals("*") || tag.equals("\"" + revision + "\"")));
    }
}
