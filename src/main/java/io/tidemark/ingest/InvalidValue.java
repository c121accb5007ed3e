package io.tidemark.ingest;

/** A value that cannot be taken; the message ends a sentence that begins with the field's name. */
final class InvalidValue extends Exception {

    InvalidValue(String message) {
        super(message, null, false, false);
    }
}
