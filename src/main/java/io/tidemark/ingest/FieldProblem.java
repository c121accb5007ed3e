package io.tidemark.ingest;

/**
 * Why a value was not taken.
 *
 * @param field the column of {@code api_usage}, or what the source calls it
 * @param message what is wrong with it, as the end of a sentence that begins with the field
 * @param value the value, shortened where it is long; empty where there is none
 */
public record FieldProblem(String field, String message, String value) {

    private static final int SHOWN = 60;

    /** A problem with a value of any length. */
    public static FieldProblem of(CallField field, String message, String value) {
        return new FieldProblem(field.column(), message, shortened(value));
    }

    static String shortened(String value) {
        if (value.codePointCount(0, value.length()) <= SHOWN) {
            return value;
        }
        return value.substring(0, value.offsetByCodePoints(0, SHOWN)) + "…";
    }

    /** The whole sentence. */
    public String sentence() {
        return value.isEmpty() ? field + " " + message : field + " " + message + ": " + value;
    }
}
