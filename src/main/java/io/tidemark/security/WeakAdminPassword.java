package io.tidemark.security;

/** Thrown when the first password that the environment sets will not do. */
class WeakAdminPassword extends RuntimeException {

    WeakAdminPassword(String objection) {
        super("TIDEMARK_ADMIN_PASSWORD will not do. " + objection);
    }
}
