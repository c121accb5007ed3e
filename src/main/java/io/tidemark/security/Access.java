package io.tidemark.security;

/** What a view's {@code @RolesAllowed} names. */
public final class Access {

    /** Everybody who is signed in; with {@code tidemark.public-dashboards}, everybody. */
    public static final String VIEWER = "VIEWER";

    /** Those who may change things. */
    public static final String ADMIN = "ADMIN";

    private Access() {}
}
