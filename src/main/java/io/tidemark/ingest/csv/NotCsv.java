package io.tidemark.ingest.csv;

/** A file cannot be read as CSV at all; the message says what it seems to be and what to do. */
public class NotCsv extends RuntimeException {

    NotCsv(String message) {
        super(message, null, false, false);
    }
}
