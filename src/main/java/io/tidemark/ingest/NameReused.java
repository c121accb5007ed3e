package io.tidemark.ingest;

/** An {@code Idempotency-Key} has come before, with another body. */
final class NameReused extends RuntimeException {

    NameReused() {
        super(
                "Another request was sent with this Idempotency-Key. Nothing was stored; give each request its own.",
                null,
                false,
                false);
    }
}
