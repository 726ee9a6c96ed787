package dev.tocsin.ops;

import java.util.List;

/** The roles of {@code web.xml}. */
final class Role {

    /** May read. */
    static final String VIEWER = "viewer";

    /** May act, too. */
    static final String RESPONDER = "responder";

    /** May stop the service; for deployments, and no part of the others. */
    static final String OPERATOR = "operator";

    static final List<String> ALL = List.of(VIEWER, RESPONDER, OPERATOR);

    private Role() {}
}
