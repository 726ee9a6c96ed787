package dev.tocsin.ops;

/** The roles of {@code web.xml}. */
final class Role {

    /** May read. */
    static final String VIEWER = "viewer";

    /** May act, too. */
    static final String RESPONDER = "responder";

    private Role() {}
}
