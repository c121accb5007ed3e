package io.tidemark.ingest;

/** A request's headers promise something else than JSON. */
final class UnsupportedContent extends RuntimeException {

    UnsupportedContent(String message) {
        super(message);
    }
}
