package io.tidemark.security;

/** Thrown when what was asked for cannot be; its message says why, for the one who asked. */
public class NotPossible extends RuntimeException {

    /** Says why, in a sentence for the one who asked. */
    public NotPossible(String message) {
        super(message, null, false, false);
    }
}
