package io.tidemark.ingest;

import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;

/** Says where and how JSON is malformed, without the parser's inner names. */
final class JsonMistake {

    private static final int LONGEST = 200;

    private JsonMistake() {}

    static String describe(JacksonException e) {
        if (e instanceof JacksonIOException) {
            return "The body could not be read to its end.";
        }
        TokenStreamLocation where = e.getLocation();
        String what = String.valueOf(e.getOriginalMessage());
        if (what.length() > LONGEST) {
            what = what.substring(0, LONGEST) + "…";
        }
        return where == null
                ? "The body is not valid JSON: %s.".formatted(what)
                : "The body is not valid JSON at line %d, column %d: %s."
                        .formatted(where.getLineNr(), where.getColumnNr(), what);
    }
}
