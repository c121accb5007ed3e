package io.tidemark.security.keys;

/** A key that is not accepted; the message says why to whoever sent it. */
final class KeyRefused extends RuntimeException {

    KeyRefused(String message) {
        super(message, null, false, false);
    }
}
