package io.tidemark.ingest.csv;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a file marks decimals and thousands in its numbers. The fewer marks, the further in front. */
public enum NumberMarks {
    NONE("", "", "1234"),
    POINT(".", "", "1234.5"),
    COMMA(",", "", "1234,5"),
    POINT_AND_COMMAS(".", ",", "1,234.5"),
    COMMA_AND_POINTS(",", ".", "1.234,5"),
    POINT_AND_SPACES(".", Blanks.ALL, "1 234.5"),
    COMMA_AND_SPACES(",", Blanks.ALL, "1 234,5"),
    POINT_AND_APOSTROPHES(".", "'\u2019", "1'234.5"),
    COMMA_AND_APOSTROPHES(",", "'\u2019", "1'234,5");

    private static final int MOST_CHARACTERS = 60;

    private final String example;
    private final String thousands;
    private final char decimal;
    private final Pattern pattern;

    NumberMarks(String decimal, String thousands, String example) {
        this.example = example;
        this.thousands = thousands;
        this.decimal = decimal.isEmpty() ? '.' : decimal.charAt(0);
        String fraction = decimal.isEmpty() ? "" : "(?:[" + decimal + "]\\d*)?";
        String exponent = "(?:[eE][+-]?\\d{1,3})?";
        String plain = "(?:\\d+" + fraction + (decimal.isEmpty() ? "" : "|[" + decimal + "]\\d+") + ")" + exponent;
        String grouped = thousands.isEmpty() ? "" : "|[1-9]\\d{0,2}(?:[" + thousands + "]\\d{3})+" + fraction;
        this.pattern = Pattern.compile("[+\u2212-]?(?:" + plain + grouped + ")");
    }

    /** A number written like that. */
    public String example() {
        return example;
    }

    boolean marksThousands() {
        return !thousands.isEmpty();
    }

    /** The number as programs write it, {@code 1234.5}; empty where the text is no number that is marked like this. */
    Optional<String> read(String text) {
        if (text.length() > MOST_CHARACTERS || !pattern.matcher(text).matches()) {
            return Optional.empty();
        }
        var number = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == decimal) {
                number.append('.');
            } else if (c == '\u2212') {
                number.append('-');
            } else if (thousands.indexOf(c) < 0) {
                number.append(c);
            }
        }
        return Optional.of(number.toString());
    }

    /** Whether it is a number, however marked. */
    static boolean isNumber(String text) {
        return Arrays.stream(values()).anyMatch(marks -> marks.read(text).isPresent());
    }
}
