package io.tidemark.ingest;

/** An {@code Idempotency-Key} cannot be taken. */
final class BadRequestName extends RuntimeException {

    BadRequestName(String message) {
        super(message, null, false, false);
    }
}
