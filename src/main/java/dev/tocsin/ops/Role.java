package dev.tocsin.ops;

/** The roles of {@code web.xml}. */
final class Role {

    static final String VIEWER = "viewer";

    private Role() {}
}
