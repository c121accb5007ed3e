package io.tidemark.ingest.csv;

/**
 * Why one row was not taken.
 *
 * @param line the line it begins on, from 1
 * @param column the file's name for the column; empty where it is not about one
 * @param field the field of the call that the column fills
 */
public record Reject(long line, String column, String field, String message, String value) {

    /** The whole reason. */
    public String reason() {
        return value.isEmpty() ? field + " " + message : field + " " + message + ": " + value;
    }
}
