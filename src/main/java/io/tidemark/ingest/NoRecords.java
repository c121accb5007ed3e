package io.tidemark.ingest;

/** A request brings no call at all. */
final class NoRecords extends RuntimeException {

    NoRecords() {
        super("The body holds no call. Send a JSON object, an array of objects, or one object a line (NDJSON).");
    }
}
