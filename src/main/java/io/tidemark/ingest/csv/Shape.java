package io.tidemark.ingest.csv;

import org.jspecify.annotations.Nullable;

/**
 * What a value consists of, seen in one look at its characters, so that patterns are tried only where they may fit.
 *
 * @param text the value with all digits but zero alike
 */
record Shape(String text, boolean isDigits, boolean isNumber, boolean isSlashed, boolean isAmount) {

    private static final int LONGEST = 60;
    private static final String IN_NUMBERS = ".,'\u2019eE+-\u2212" + Blanks.ALL;

    /** Null where a value has no digits, or too many characters for a number or a time. */
    static @Nullable Shape of(String value) {
        int length = value.length();
        if (length == 0 || length > LONGEST) {
            return null;
        }
        var text = new StringBuilder(length);
        int digits = 0;
        int inNumbers = 0;
        boolean hasColon = false;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
                text.append(c == '0' ? '0' : '9');
            } else {
                inNumbers += IN_NUMBERS.indexOf(c) >= 0 ? 1 : 0;
                hasColon |= c == ':';
                text.append(c);
            }
        }
        if (digits == 0) {
            return null;
        }
        boolean isSlashed = isMark(value, 1) || isMark(value, 2);
        boolean isNumber = digits + inNumbers == length && !isSlashed && !isMark(value, 4);
        return new Shape(text.toString(), digits == length, isNumber, isSlashed, !hasColon && !isMark(value, 4));
    }

    private static boolean isMark(String value, int place) {
        return value.length() > place
                && Character.isDigit(value.charAt(0))
                && (value.charAt(place) == '/' || value.charAt(place) == '-')
                && Character.isDigit(value.charAt(place - 1));
    }
}
