package io.tidemark.security.keys;

/** There is a key of this name that is not revoked. */
public final class NameTaken extends RuntimeException {

    NameTaken(String name, Throwable cause) {
        super("There is a key “%s” already. Revoke it first, or choose another name.".formatted(name), cause);
    }
}
