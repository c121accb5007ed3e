package io.tidemark.ingest.csv;

/** What looks like nothing at all: besides the space, those that do not break and the narrow ones. */
final class Blanks {

    static final String ALL = " \u00a0\u2007\u2009\u202f";

    private Blanks() {}

    /** The text without blanks around it. */
    static String strip(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        while (begin < end && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || ALL.indexOf(c) >= 0;
    }
}
