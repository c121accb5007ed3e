package io.tidemark.ingest;

/** A request brings more than one request may. */
final class BodyTooLarge extends RuntimeException {

    BodyTooLarge(String message) {
        super(message, null, false, false);
    }
}
