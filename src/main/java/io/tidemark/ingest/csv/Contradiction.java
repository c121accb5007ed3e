package io.tidemark.ingest.csv;

/** A value is not written as the others of its file; the message says how, as the end of a sentence. */
final class Contradiction extends Exception {

    Contradiction(String message) {
        super(message, null, false, false);
    }
}
