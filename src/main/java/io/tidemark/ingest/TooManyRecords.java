package io.tidemark.ingest;

/** A request brings more calls than one request may. */
final class TooManyRecords extends RuntimeException {

    TooManyRecords(String message) {
        super(message, null, false, false);
    }
}
